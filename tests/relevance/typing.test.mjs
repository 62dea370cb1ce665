// SPDX-License-Identifier: GPL-2.0-or-later
//
// Results stay put while somebody types: over the keystrokes of a title, the
// article that the whole title puts first enters the first three once and does
// not leave them again. Up to 200 titles, evenly taken, of the sample articles
// and of a larger set when that is there.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";

const solvent = process.env.SOLVENT_RELEASE ?? "build/release/solvent";
const TITLES_MAX = 200;
const FIRST = 3;
const sets = [
  { name: "corpus", folder: "corpus/articles", every: 1, floor: 0.9 },
  {
    name: "office-support",
    folder: "../shared/corpora/office-support",
    every: 12,
    floor: 0.95,
  },
];

// A server over the index of a folder, until the test ends: resolves to a
// function that asks it and resolves to the hits.
async function searchOf(t, folder) {
  const data = mkdtempSync(join(tmpdir(), "solvent-typing-"));
  let end = async () => {};
  t.after(async () => {
    await end();
    rmSync(data, { recursive: true });
  });
  execFileSync(solvent, ["index", folder, "--data", data], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const server = spawn(
    solvent,
    ["serve", "--data", data, "--listen", "127.0.0.1:0", "--no-index"],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const ended = new Promise((done) => server.once("exit", done));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
  end = async () => {
    agent.destroy();
    server.kill("SIGTERM");
    assert.equal(await ended, 0, "the server ends in order");
  };
  const line = await Promise.race([
    new Promise((done) =>
      createInterface({ input: server.stdout }).once("line", done),
    ),
    ended.then((code) => assert.fail(`the server ended with ${code}`)),
  ]);
  const port = Number(/^listening on http:.*:(\d+)$/.exec(line)[1]);
  return async (query, rest) => {
    const path = `/api/v1/search?q=${encodeURIComponent(query)}${rest}`;
    const body = await new Promise((done, fail) => {
      http
        .get({ host: "127.0.0.1", port, path, agent }, (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (part) => (text += part));
          answer.on("end", () =>
            answer.statusCode === 200
              ? done(text)
              : fail(new Error(`${answer.statusCode} for ${path}`)),
          );
          answer.on("error", fail);
        })
        .on("error", fail);
    });
    return JSON.parse(body).hits;
  };
}

// Titles of what visitors may read, by article id.
async function titlesOf(hitsOf) {
  const found = new Map();
  for (let size = -1; found.size > size; ) {
    size = found.size;
    for (const hit of await hitsOf("", `&limit=100&offset=${size}`))
      found.set(hit.id, hit.title);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, title]) => title);
}

// Does the article that the whole title puts first come in among the first
// once, and for good?
async function isStable(hitsOf, title) {
  const [wanted] = await hitsOf(title, "&limit=1");
  const letters = [...title];
  let changes = 0;
  let isIn = false;
  for (let typed = 1; typed <= letters.length; typed++) {
    const hits = await hitsOf(
      letters.slice(0, typed).join(""),
      `&partial=1&limit=${FIRST}`,
    );
    const wasIn = isIn;
    isIn = hits.some((hit) => hit.id === wanted?.id);
    changes += isIn === wasIn ? 0 : 1;
  }
  return isIn && changes === 1;
}

for (const { name, folder, every, floor } of sets)
  test(
    `${name}: results keep their places while a title is typed`,
    { skip: existsSync(folder) ? false : `${folder} is not here` },
    async (t) => {
      const hitsOf = await searchOf(t, folder);
      const titles = (await titlesOf(hitsOf))
        .filter((title, i) => i % every === 0)
        .slice(0, TITLES_MAX);
      const moved = [];
      for (const title of titles)
        if (!(await isStable(hitsOf, title))) moved.push(title);
      const share = 1 - moved.length / titles.length;
      t.diagnostic(`${share.toFixed(3)} of ${titles.length} titles`);
      assert.ok(titles.length >= 90, `only ${titles.length} titles`);
      assert.ok(share >= floor, `${share.toFixed(3)}:\n${moved.join("\n")}`);
    },
  );
