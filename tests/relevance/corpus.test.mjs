// SPDX-License-Identifier: GPL-2.0-or-later
//
// The sample corpus fits together: cases, queries and judgements have the
// formats that corpus/README.md describes, name articles that exist, and keep
// the rules for invented data. How good the ranking is, others measure.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const corpus = join(dirname(fileURLToPath(import.meta.url)), "../../corpus");

function read(name) {
  return readFileSync(join(corpus, name), "utf8");
}

function linesOf(name) {
  const text = read(name);
  assert.ok(text.endsWith("\n"), `${name} ends with a line feed`);
  assert.ok(!text.includes("\r"), `${name} has no carriage return`);
  return text.slice(0, -1).split("\n");
}

function markdownFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdownFiles(path);
      return entry.name.endsWith(".md") ? [path] : [];
    });
}

// The few keys that matter here; each stands in a line of its own. A list is
// given as [a, b], a text perhaps in quotes.
function frontMatter(path) {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(readFileSync(path, "utf8"));
  if (!block) return null;
  const plain = (key) => {
    const line = new RegExp(`^${key}: *(.*)$`, "m").exec(block[1]);
    return line ? line[1].trim().replace(/^(["'])(.*)\1$/, "$2") : "";
  };
  return {
    path: path.slice(corpus.length + 1),
    id: plain("id"),
    title: plain("title"),
    state: plain("state") || "published",
    access: plain("access") || "public",
    groups: plain("groups"),
    publishedOn: plain("published_on"),
    products: plain("products"),
  };
}

const files = markdownFiles(join(corpus, "articles"));
const articles = files.map(frontMatter).filter(Boolean);
const byId = new Map(articles.map((article) => [article.id, article]));
const forEverybody = (id) =>
  byId.get(id)?.state === "published" && byId.get(id)?.access === "public";

const cases = linesOf("cases.jsonl").map((line, i) => {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`cases.jsonl:${i + 1}: ${error.message}`);
  }
});
const queries = linesOf("queries.tsv").map((line) => line.split("\t"));
const judgements = linesOf("relevance.txt").map((line) => line.split(" "));

// What is wrong, one line each; a test shows all of it at once.
function none(found) {
  assert.equal(found.join("\n"), "");
}

function repeated(values) {
  const seen = new Set();
  return values.filter((value) => seen.size === seen.add(value).size);
}

function isTime(text) {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return false;
  const time = new Date(text);
  return !isNaN(time) && time.toISOString() === text.replace("Z", ".000Z");
}

test("articles have an id of their own, a title, a known state and access", () => {
  assert.ok(articles.length >= 100, `only ${articles.length} articles`);
  none(repeated(articles.map((article) => article.id)));
  none(
    articles
      .filter(
        ({ id, title, state, access, groups, publishedOn }) =>
          !/^[a-z0-9][a-z0-9-]*$/.test(id) ||
          title === "" ||
          !["draft", "reviewed", "published", "archived"].includes(state) ||
          !["public", "restricted", "internal"].includes(access) ||
          (access === "restricted") !== /^\[[a-z, ]+\]$/.test(groups) ||
          (state === "published" && !isTime(`${publishedOn}T00:00:00Z`)),
      )
      .map((article) => `${article.path}: front matter`),
  );
});

test("a file without front matter is a fragment in the folder includes", () => {
  none(
    files.filter(
      (path) => !frontMatter(path) && basename(dirname(path)) !== "includes",
    ),
  );
});

test("each case has exactly the keys of the format, with their types", () => {
  const keys =
    "number customer subject body opened closed product articles".split(" ");
  none(
    cases
      .filter(
        (one) =>
          Object.keys(one).join(" ") !== keys.join(" ") ||
          !keys.slice(0, -1).every((key) => typeof one[key] === "string") ||
          !Array.isArray(one.articles) ||
          !/^\d+$/.test(one.number) ||
          !keys.slice(0, -1).every((key) => one[key].trim() !== ""),
      )
      .map((one) => JSON.stringify(one)),
  );
});

test("cases are in the order in which they were opened, and of one year", () => {
  none(
    cases
      .filter((one) => !isTime(one.opened) || !isTime(one.closed))
      .map((one) => `${one.number}: not a time`),
  );
  none(
    cases
      .filter((one) => one.closed <= one.opened)
      .map((one) => `${one.number}: closed before it was opened`),
  );
  none(
    cases
      .slice(1)
      .filter(
        (one, i) =>
          one.opened < cases[i].opened ||
          Number(one.number) <= Number(cases[i].number),
      )
      .map((one) => `${one.number}: out of order`),
  );
  const days =
    (new Date(cases.at(-1).opened) - new Date(cases[0].opened)) / 86400000;
  assert.ok(days > 330 && days < 366, `${days} days`);
});

test("cases name products of the articles, or Other", () => {
  const products = new Set(["Other"]);
  for (const article of articles)
    for (const name of article.products.slice(1, -1).split(","))
      products.add(name.trim().replace(/^"(.*)"$/, "$1"));
  none(
    cases
      .filter((one) => !products.has(one.product))
      .map((one) => `${one.number}: ${one.product}`),
  );
});

test("cases are linked to articles that exist and that were there in time", () => {
  none(
    cases.flatMap((one) => [
      ...one.articles
        .filter((id) => !byId.has(id))
        .map((id) => `${one.number}: no article ${id}`),
      ...repeated(one.articles).map((id) => `${one.number}: ${id} twice`),
      ...one.articles
        .filter((id) => byId.get(id)?.publishedOn > one.closed.slice(0, 10))
        .map((id) => `${one.number}: ${id} was published later`),
    ]),
  );
});

test("some cases are open questions, some need articles for staff", () => {
  const linked = cases.flatMap((one) => one.articles);
  const uncovered = cases.filter((one) => one.articles.length === 0).length;
  assert.ok(uncovered >= 30 && uncovered <= 60, `${uncovered} without article`);
  assert.ok(linked.filter((id) => !forEverybody(id)).length >= 10);
  const uses = linked.filter((id) => id === "ssh-permission-denied-publickey");
  assert.ok(uses.length >= 8, "a popular article has many cases");
});

test("no case and no query was entered twice", () => {
  none(repeated(cases.map((one) => one.subject.toLowerCase())));
  none(repeated(cases.map((one) => one.body)));
  none(repeated(queries.map(([, text]) => text.toLowerCase())));
});

test("addresses in cases and queries are those reserved for examples", () => {
  const texts = [
    ...cases.map((one) => [one.number, `${one.subject}\n${one.body}`]),
    ...queries,
  ];
  const address = /(?<![\d.])(\d{1,3})(?:\.\d{1,3}){3}(?![\d.])/g;
  const fine =
    /^(192\.0\.2|198\.51\.100|203\.0\.113|127\.\d+\.\d+|0\.0\.0)\.\d+$/;
  const host = /(?:[a-z0-9-]+\.)+(?:com|net|org|edu|info|io|eu|de|uk|fr)\b/gi;
  const reserved = /(^|\.)example\.(com|net|org)$|^zen\.spamhaus\.org$/i;
  none(
    texts.flatMap(([name, text]) =>
      [
        ...[...text.matchAll(address)].filter(([found]) => !fine.test(found)),
        ...[...text.matchAll(host)].filter(([found]) => !reserved.test(found)),
        ...text.matchAll(/\+\d[\d ]{6,}/g),
      ].map(([found]) => `${name}: ${found}`),
    ),
  );
});

test("a query is an id with its kind, a tab and a text", () => {
  assert.ok(queries.length >= 80, `only ${queries.length} queries`);
  none(repeated(queries.map(([id]) => id)));
  none(
    queries
      .filter(
        (fields) =>
          fields.length !== 2 ||
          !/^q-(code|part|err|typo|words|log|short|ask|staff)-\d\d$/.test(
            fields[0],
          ) ||
          fields[1] === "" ||
          fields[1] !== fields[1].trim(),
      )
      .map((fields) => fields.join("\t")),
  );
});

test("a judgement is query, 0, article and grade, each pair once", () => {
  const known = new Set(queries.map(([id]) => id));
  none(
    judgements
      .filter(
        (fields) =>
          fields.length !== 4 ||
          !known.has(fields[0]) ||
          fields[1] !== "0" ||
          !byId.has(fields[2]) ||
          !["1", "2"].includes(fields[3]),
      )
      .map((fields) => fields.join(" ")),
  );
  none(repeated(judgements.map(([query, , id]) => `${query} ${id}`)));
});

test("each query is judged and has an answer", () => {
  const answered = new Set(
    judgements.filter((fields) => fields[3] === "2").map(([query]) => query),
  );
  none(queries.map(([id]) => id).filter((id) => !answered.has(id)));
});

test("only the queries of staff have answers that customers cannot read", () => {
  const hidden = judgements.filter(([, , id]) => !forEverybody(id));
  none(
    hidden
      .filter(([query]) => !query.startsWith("q-staff-"))
      .map((fields) => fields.join(" ")),
  );
  const withHidden = new Set(hidden.map(([query]) => query));
  none(
    queries
      .map(([id]) => id)
      .filter((id) => id.startsWith("q-staff-") && !withHidden.has(id)),
  );
});

test("the README says how many there are", () => {
  const stated = Object.fromEntries(
    [...read("README.md").matchAll(/^\| ([A-Za-z][^|]*?) *\| *(\d+) *\|$/gm)].map(
      ([, name, count]) => [name, Number(count)],
    ),
  );
  const kinds = (kind) =>
    queries.filter(([id]) => id.startsWith(`q-${kind}-`)).length;
  const is = (key, value) =>
    articles.filter((article) => article[key] === value).length;
  assert.deepEqual(stated, {
    Articles: articles.length,
    "Articles that everybody may read": articles.filter(({ id }) =>
      forEverybody(id),
    ).length,
    "Restricted articles": is("access", "restricted"),
    "Internal articles": is("access", "internal"),
    Drafts: is("state", "draft"),
    "Reviewed articles": is("state", "reviewed"),
    "Archived articles": is("state", "archived"),
    Fragments: files.length - articles.length,
    Cases: cases.length,
    "Cases without an article": cases.filter(
      (one) => one.articles.length === 0,
    ).length,
    Customers: new Set(cases.map((one) => one.customer)).size,
    Queries: queries.length,
    "Queries of staff": kinds("staff"),
    Judgements: judgements.length,
  });
});
