// SPDX-License-Identifier: GPL-2.0-or-later
//
// The parts of bench/learning that are not a shell's: cases made of the words of
// articles, and asking two servers, one with cases and one without, in alternation.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";

const [, , what, ...args] = process.argv;
const QUERIES = 600;
const ROUNDS = 3;

let state = 42;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (limit) => Math.floor(random() * limit);

function markdown(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdown(path);
      return entry.name.endsWith(".md") ? [path] : [];
    });
}

function readArticle(folder, path) {
  const text = readFileSync(path, "utf8");
  const front = /^---\r?\n([\s\S]*?)\n---/.exec(text)?.[1] ?? "";
  const id = /^id: *(\S+)/m.exec(front)?.[1] ?? relative(folder, path).replace(/\.md$/, "");
  const body = text.slice(front.length).replace(/[^\p{L}\p{N}\s.,'-]+/gu, " ");
  const words = body.split(/\s+/).filter((word) => word);
  return words.length > 30 ? { id, words } : null;
}

const stretch = (words, count) => {
  const from = below(Math.max(1, words.length - count));
  return words.slice(from, from + count).join(" ");
};

// A case tells a few stretches of its article and some words of others; a few
// articles resolve many cases, most of them few.
async function generate(folder, count, work) {
  const articles = markdown(folder).map((path) => readArticle(folder, path)).filter(Boolean);
  const one = () => articles[Math.floor(articles.length * random() ** 3)];
  const make = () => {
    const article = one();
    return {
      article,
      subject: stretch(article.words, 4 + below(5)),
      body: [
        stretch(article.words, 15 + below(40)),
        stretch(one().words, 5 + below(15)),
        stretch(article.words, 10 + below(20)),
      ].join(". "),
    };
  };
  const out = createWriteStream(join(work, "cases.jsonl"));
  for (let i = 0; i < count; i++) {
    const { article, subject, body } = make();
    const opened = new Date(Date.UTC(2022, 0, 1) + (i / count) * 4 * 365 * 86400e3);
    const row = {
      number: String(10000 + i), customer: `customer ${i % 900}`, subject, body,
      opened: opened.toISOString().replace(/\.\d+/, ""),
      closed: new Date(opened.getTime() + 86400e3).toISOString().replace(/\.\d+/, ""),
      product: "", articles: [article.id],
    };
    if (!out.write(`${JSON.stringify(row)}\n`)) await new Promise((resolve) => out.once("drain", resolve));
  }
  await new Promise((resolve) => out.end(resolve));
  const asked = Array.from({ length: QUERIES }, make);
  const rows = (make) => asked.map((each, i) => `${make(each, i)}\n`).join("");
  writeFileSync(join(work, "qrels.txt"), rows((each, i) => `q${i} 0 ${each.article.id} 1`));
  writeFileSync(join(work, "subjects.tsv"), rows((each, i) => `q${i}\t${each.subject}`));
  writeFileSync(join(work, "whole.tsv"), rows((each, i) => `q${i}\t${each.subject} ${each.body}`));
}

async function serve(solvent, data) {
  const server = spawn(solvent, ["serve", "--data", data, "--listen", "127.0.0.1:0", "--no-index"],
    { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.once("exit", () => reject(new Error("the server ended")));
  });
  const url = /http:\S+/.exec(line)[0];
  return {
    url,
    end: () => server.kill("SIGTERM"),
    took: async (query) => {
      const answer = await fetch(`${url}/api/v1/search?${new URLSearchParams({ q: query })}`);
      return (await answer.json()).took_us;
    },
  };
}

const bytesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
    : statSync(path).size;

// The best of some rounds for each query; then median and 99th percentile.
async function searches(servers, file) {
  const queries = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => line.split("\t")[1]);
  const best = servers.map(() => queries.map(() => Infinity));
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, query] of queries.entries())
      for (const [k, server] of servers.entries())
        best[k][i] = Math.min(best[k][i], await server.took(query));
  return best.map((all) => {
    all.sort((a, b) => a - b);
    return [0.5, 0.99].map((part) => (all[Math.floor(all.length * part)] / 1000).toFixed(2));
  });
}

// What agents get beside a case while they type it: the whole way of a request,
// of a token's holder. Median and 95th percentile of the best of some rounds.
async function suggestions(solvent, data, { url }, work) {
  const run = (args, input) =>
    execFileSync(solvent, [...args, "--data", data], { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
  run(["user", "add", "bench", "--role", "agent"], "a password of the bench\n");
  const token = run(["token", "add", "bench", "--user", "bench", "--rights", "cases:read"]).trim().split("\n").at(-1);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const [subjects, whole] = ["subjects.tsv", "whole.tsv"].map((file) =>
    readFileSync(join(work, file), "utf8").trimEnd().split("\n").map((line) => line.split("\t")[1]));
  const best = subjects.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, subject] of subjects.entries()) {
      const body = JSON.stringify({ subject, text: whole[i].slice(subject.length + 1) });
      const began = performance.now();
      const answer = await fetch(`${url}/api/v1/suggest`, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(await answer.text());
      await answer.arrayBuffer();
      best[i] = Math.min(best[i], performance.now() - began);
    }
  }
  best.sort((a, b) => a - b);
  return [0.5, 0.95].map((part) => best[Math.floor(best.length * part)].toFixed(1));
}

// Seconds that building the index anew takes.
function build(solvent, data) {
  const began = performance.now();
  execFileSync(solvent, ["index", "--full", "--data", data], { stdio: "ignore" });
  return (performance.now() - began) / 1000;
}

async function measure(solvent, work) {
  const counts = JSON.parse(readFileSync(join(work, "import.json"), "utf8"));
  const [data, words] = [join(work, "data"), join(work, "words")];
  const cases = readdirSync(data).filter((name) => name.startsWith("index."))
    .flatMap((name) => readdirSync(join(data, name)).filter((shard) => shard.startsWith("cases-"))
      .map((shard) => join(data, name, shard)));
  const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
  row("figure", "with cases", "without");
  row("---", "---", "---");
  row(`import of ${counts.added} cases and bringing the index in step, s`, counts.seconds.toFixed(1), "");
  row("shards of cases, MB", (cases.reduce((sum, path) => sum + bytesOf(path), 0) / 1e6).toFixed(0), "");
  const servers = [await serve(solvent, data), await serve(solvent, words)];
  for (const [name, file] of [["subject", "subjects.tsv"], ["whole case", "whole.tsv"]]) {
    const [on, off] = await searches(servers, join(work, file));
    row(`search by ${name}, median ms`, on[0], off[0]);
    row(`search by ${name}, 99th percentile ms`, on[1], off[1]);
  }
  const [median, p95] = await suggestions(solvent, data, servers[0], work);
  row("suggestions beside a typed case, median ms", median, "");
  row("suggestions beside a typed case, 95th percentile ms", p95, "");
  for (const server of servers) server.end();
  row("solvent index --full, s", build(solvent, data).toFixed(1), build(solvent, words).toFixed(1));
  const evaluate = (learning) => JSON.parse(execFileSync(solvent, ["eval", "--data", data, "--json",
    "--learning", learning, "--queries", join(work, "subjects.tsv"), "--qrels", join(work, "qrels.txt")],
    { encoding: "utf8", maxBuffer: 1 << 28 }));
  row(`solvent eval, ${QUERIES} subjects, s`, evaluate("on").seconds.toFixed(2), evaluate("off").seconds.toFixed(2));
}

if (what === "generate") await generate(args[0], Number(args[1]), args[2]);
else await measure(args[0], args[1]);
