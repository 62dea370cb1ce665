// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a reader may not see leaves no trace in what it is answered: 10,000
// random searches give, byte for byte, the same from the whole sample corpus
// with all its cases as from one in which the secret articles, and the cases
// that name one, have never been. Left out are the time it took, and totals
// that were not asked for. Customers
// ask a server; staff sees everything, so there the index that grew in steps is
// compared with one built at once.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";

const solvent = process.env.SOLVENT_RELEASE ?? "build/release/solvent";
const SEARCHES = 10_000;
const STAFF_SEARCHES = 60;
const SEED = 20260301;
// when votes are looked at; a day after the newest case
const env = { ...process.env, SOLVENT_NOW: "2026-12-01" };
const work = mkdtempSync(join(tmpdir(), "solvent-secrets-"));
const servers = [];
after(async () => {
  for (const server of servers) {
    server.kill("SIGTERM");
    await server.ended;
  }
  rmSync(work, { recursive: true });
});

const run = (...args) =>
  execFileSync(solvent, args, { env, encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "pipe"] });

// --- the corpus, whole and without its secrets ---

const corpus = "corpus/articles";
const markdown = readdirSync(corpus, { recursive: false, withFileTypes: true }).flatMap(function list(entry) {
  const path = join(entry.parentFolder ?? corpus, entry.name);
  if (!entry.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((inner) =>
    list(Object.assign(inner, { parentFolder: path })));
});

function property(text, key) {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(text);
  const line = block && new RegExp(`^${key}: *(.*)$`, "m").exec(block[1]);
  return line ? line[1].trim().replace(/^(["'])(.*)\1$/, "$2") : "";
}
const articles = markdown
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }))
  .map(({ path, text }) => ({
    path,
    text,
    id: property(text, "id"),
    title: property(text, "title"),
    isSecret:
      property(text, "id") !== "" &&
      ((property(text, "state") || "published") !== "published" ||
        (property(text, "access") || "public") !== "public"),
  }));
const secret = new Set(articles.filter((one) => one.isSecret).map((one) => one.id));

const sample = readFileSync("corpus/cases.jsonl", "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const known = new Set(articles.map((one) => one.id));
// a few more links to secret articles than the sample has: every tenth case
// also names one, each twentieth an article that is nowhere
const secrets = [...secret].sort();
const cases = sample.map((one, i) => ({
  ...one,
  articles: [
    ...one.articles,
    ...(i % 10 === 3 && !one.articles.includes(secrets[i % secrets.length]) ? [secrets[i % secrets.length]] : []),
    ...(i % 20 === 7 ? ["never-written"] : []),
  ],
}));
const isOpenTo = (one) => one.articles.every((id) => known.has(id) && !secret.has(id));

function copyArticles(folder, chosen) {
  for (const path of markdown)
    if (chosen(articles.find((one) => one.path === path))) {
      const to = join(folder, relative(corpus, path));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(path, to, { preserveTimestamps: true });
    }
}

function importCases(data, chosen) {
  const file = join(work, "cases.jsonl");
  writeFileSync(file, chosen.map((one) => `${JSON.stringify(one)}\n`).join(""));
  run("import", "cases", file, "--data", data);
}

// In steps, as it happens: half of the cases, then the others; articles change
// and change back, and every other secret article is open to all in the beginning.
// `isSeen` and `cases` are what there ever is of both. An article that changes its
// audience is new to those who see it then: without `hasMoves` none does.
function buildInSteps(data, isSeen, cases, hasMoves = true) {
  const folder = `${data}-articles`;
  const to = (one) => join(folder, relative(corpus, one.path));
  const seen = articles.filter(isSeen);
  copyArticles(folder, (one) => !one || isSeen(one));
  for (const one of articles.slice(0, 20).filter((each) => isSeen(each) && !each.isSecret))
    writeFileSync(to(one), `${one.text}\nBefore it was mended.\n`);
  for (const one of seen.filter((each, i) => hasMoves && each.isSecret && i % 2 === 0))
    writeFileSync(to(one), one.text.replace(/^(state|access|groups):.*\n/gm, ""));
  run("index", folder, "--data", data);
  importCases(data, cases.slice(0, cases.length / 2));
  copyArticles(folder, (one) => !one || isSeen(one));
  run("index", folder, "--data", data);
  importCases(data, cases);
}

function buildAtOnce(data) {
  run("index", corpus, "--data", data);
  importCases(data, cases);
}

const whole = join(work, "whole");
const open = join(work, "open");
const grown = join(work, "grown");
const staff = join(work, "staff");

// --- random searches ---

function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = randomOf(SEED);
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];
const words = [...new Set([...articles.map((one) => one.text), ...cases.map((one) => one.body)]
  .flatMap((text) => text.match(/[\p{L}\p{N}_.-]{2,24}/gu) ?? []))];
const queries = readFileSync("corpus/queries.tsv", "utf8").trimEnd().split("\n").map((line) => line.split("\t")[1]);
const some = (count, make) => Array.from({ length: count }, make).join(" ");
const stretch = (text) => {
  const all = text.split(/\s+/);
  const from = below(all.length);
  return all.slice(from, from + 1 + below(12)).join(" ");
};
const kinds = [
  () => pick(articles).title || pick(queries),
  () => pick(cases).subject,
  () => pick(cases).body.slice(0, 600),
  () => stretch(pick(cases).body),
  () => stretch(pick(articles).text),
  () => pick(queries),
  () => some(1 + below(5), () => pick(words)),
  () => `${pick(cases).subject} -${pick(words)}`,
  () => `${stretch(pick(cases).body)} ${pick(["state:draft", "product:OpenSSH", "updated:>2024-01-01"])}`,
  () => `"${stretch(pick(articles).text).replaceAll('"', "")}" ${pick(words)}`,
  () => `${pick(words)} OR ${pick(cases).subject}`,
];
function randomSearch() {
  const asked = new URLSearchParams({ q: pick(kinds)() });
  if (below(3) === 0) asked.set("limit", String(pick([1, 3, 20, 50])));
  if (below(4) === 0) asked.set("offset", String(pick([1, 5, 10, 30])));
  if (below(5) === 0) asked.set("product", pick(["OpenSSH", "PostgreSQL", "Linux"]));
  if (below(4) === 0) asked.set("facets", "1");
  if (below(3) > 0) asked.set("total", "1");
  if (below(8) === 0) asked.set("lang", pick(["en", "de"]));
  return asked.toString();
}

// --- asking ---

async function serve(data) {
  const server = spawn(solvent, ["serve", "--data", data, "--listen", "127.0.0.1:0", "--no-index"], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  servers.push(server);
  server.ended = new Promise((resolve) => server.on("exit", resolve));
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.ended.then(() => reject(new Error("the server ended")));
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  server.on("exit", () => agent.destroy());
  const { port } = new URL(/http:\S+/.exec(line)[0]);
  return (target) =>
    new Promise((resolve, reject) => {
      http.get({ host: "127.0.0.1", port, path: target, agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => { text += part; });
        answer.on("end", () => resolve(`${answer.statusCode} ${withoutTime(text, /&(total|facets)=1/.test(target))}`));
        answer.on("error", reject);
      }).on("error", reject);
    });
}
// A total that nobody asked for may be a lower bound, which depends on the order in
// which a build happened to write the articles.
const withoutTime = (text, hasTotal = true) =>
  text
    .replace(/"took_us":\d+/, '"took_us":0')
    .replace(/"total":\d+(,"total_is":"at_least")?/, hasTotal ? "$&" : '"total":0');

test("the corpus has secrets, and cases that name them", () => {
  assert.ok(secret.size >= 10, `${secret.size} secret articles`);
  const hidden = cases.filter((one) => one.articles.length > 0 && !isOpenTo(one)).length;
  assert.ok(hidden >= 30 && hidden <= cases.length / 2, `${hidden} cases`);
});

test(`customers: ${SEARCHES} searches know nothing of what is secret`, async (t) => {
  buildInSteps(whole, () => true, cases);
  buildInSteps(open, (one) => !one.isSecret, cases.filter(isOpenTo));
  const [ours, clean] = [await serve(whole), await serve(open)];
  let learned = 0;
  let found = 0;
  async function ask(count) {
    for (let i = 0; i < count; i++) {
      const target = `/api/v1/search?${randomSearch()}`;
      const [answer, wanted] = await Promise.all([ours(target), clean(target)]);
      assert.equal(answer, wanted, target);
      assert.ok(answer.startsWith("200 "), `${target}: ${answer.slice(0, 200)}`);
      learned += answer.includes('"similar_cases"');
      found += answer.includes('"score"');
    }
  }
  await Promise.all([1, 2, 3, 4].map(() => ask(SEARCHES / 4)));
  t.diagnostic(`seed ${SEED}: ${found} of ${SEARCHES} found something, cases took part in ${learned}`);
  assert.ok(learned > SEARCHES / 4, `cases took part in ${learned}`);
});

test(`staff: ${STAFF_SEARCHES} searches do not tell how the index came to be`, (t) => {
  buildInSteps(grown, () => true, cases, false);
  buildAtOnce(staff);
  let learned = 0;
  for (let i = 0; i < STAFF_SEARCHES; i++) {
    const asked = ["--json", "--explain", "--facets", "--limit", String(pick([1, 3, 20])), "--", pick(kinds)()];
    const search = (data) => withoutTime(run("search", "--data", data, "--as", "staff", ...asked));
    const answer = search(grown);
    assert.equal(answer, search(staff), asked.at(-1));
    learned += answer.includes('"similar_cases"');
  }
  t.diagnostic(`cases took part in ${learned}`);
  assert.ok(learned > STAFF_SEARCHES / 4, `cases took part in ${learned}`);
});
