// SPDX-License-Identifier: GPL-2.0-or-later
//
// Makes queries from folders of articles, as people would ask: titles, error
// codes with a word or two of the title, and phrases from the paragraphs on
// symptoms. One a line, no two alike; the same folders give the same lines.
//
//     node bench/queries.mjs [--typed | --misspelled] [--count N] DIR...
//
// --typed       the queries key by key, a line for each key
// --misspelled  with two letters of a word exchanged, where one is long enough

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ERROR_CODE =
  /\b(?:0x[0-9A-Fa-f]{4,8}|[A-Z]{1,4}[0-9]{3,6}|[0-9]{3}[ .-][0-9](?:\.[0-9]+){1,2}|[A-Z]+(?:_[A-Z]+)+)\b/g;
const SYMPTOMS = /^#{1,4} +(?:symptoms?|problem|issue)\b.*\n+([^#\n][^\n]*)/im;

// xorshift32: the same on every machine
function makeRandom(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function markdownFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdownFiles(path);
      return entry.isFile() && path.endsWith(".md") ? [path] : [];
    });
}

// Markdown marks, addresses and directives away, one space between words
function plain(text) {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/:::[^:]*:::|<[^>]*>|https?:\S+|[`*_"“”\\|]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function words(text) {
  return plain(text).split(" ").filter((word) => /[A-Za-z0-9]/.test(word));
}

function titleOf(text) {
  const match = /^title: *(.+)$/m.exec(text) ?? /^# +(.+)$/m.exec(text);
  return match ? words(match[1].replace(/^["']|["']\s*$/g, "")) : [];
}

function queriesOf(text, random) {
  const title = titleOf(text);
  const queries = [];
  if (title.length > 0) queries.push(title.slice(0, 12).join(" "));
  const body = text.replace(/^---\n[^]*?\n---\n/, "");
  const code = body.match(ERROR_CODE)?.[0];
  if (code && title.length > 0) {
    const from = random(title.length);
    queries.push([...title.slice(from, from + random(3)), code].join(" "));
  }
  const symptom = words(SYMPTOMS.exec(body)?.[1] ?? "");
  if (symptom.length >= 6) {
    const length = 3 + random(4);
    const from = random(symptom.length - length + 1);
    queries.push(symptom.slice(from, from + length).join(" "));
  }
  return queries;
}

function typed(query) {
  const letters = [...query];
  return letters.map((letter, i) => letters.slice(0, i + 1).join(""));
}

function misspelled(query, random) {
  const found = [...query.matchAll(/(?<![^ ])[A-Za-z]{6,}(?![^ ])/g)];
  if (found.length === 0) return [];
  const word = found[random(found.length)];
  const at = word.index + 1 + random(word[0].length - 2);
  if (query[at] === query[at + 1]) return [];
  return [query.slice(0, at) + query[at + 1] + query[at] + query.slice(at + 2)];
}

const changes = { "--typed": typed, "--misspelled": misspelled };

const folders = process.argv.slice(2);
let change = (query) => [query];
let count = Infinity;
if (changes[folders[0]]) change = changes[folders.shift()];
if (folders[0] === "--count") count = Number(folders.splice(0, 2)[1]);
if (folders.length === 0 || !(count > 0)) {
  console.error(
    "usage: node bench/queries.mjs [--typed | --misspelled] [--count N] DIR...",
  );
  process.exit(2);
}

const random = makeRandom(20240229);
const queries = new Set();
for (const file of folders.flatMap(markdownFiles)) {
  const text = readFileSync(file, "utf8").replace(/\r\n?/g, "\n");
  for (const query of queriesOf(text, random)) queries.add(query);
}
const shuffled = [...queries];
for (let i = shuffled.length - 1; i > 0; i--) {
  const other = random(i + 1);
  [shuffled[i], shuffled[other]] = [shuffled[other], shuffled[i]];
}
const lines = shuffled.flatMap((query) => change(query, random));
for (const line of lines.slice(0, count)) console.log(line);
