// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every query has an answer, or an honest empty one, in under 50 ms: texts of
// 100 kB, nothing but operators, any script, control characters. Timed by the
// program itself, in its release build. What else the machine does only ever
// adds time, so one of several tries has to be under the limit.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

const solvent = process.env.SOLVENT_RELEASE ?? "build/release/solvent";
const large = resolve("../shared/corpora/office-support");
const folder = existsSync(large) ? large : "corpus/articles";
const LIMIT_US = 50_000;
const TRIES_MAX = 20;
const data = mkdtempSync(join(tmpdir(), "solvent-odd-"));

before(() => {
  execFileSync(solvent, ["index", folder, "--data", data], {
    stdio: ["ignore", "ignore", "ignore"],
  });
});
after(() => rmSync(data, { recursive: true }));

const bytes = 100_000;
// no longer than `bytes`, and whole
const fill = (text) => text.repeat(Math.floor(bytes / Buffer.byteLength(text)));
const words = (make) => {
  let text = "";
  for (let i = 0; text.length < bytes; i++) text += `${make(i)} `;
  return text.slice(0, bytes);
};
const logLine = (i) =>
  `2024-03-${String((i % 28) + 1).padStart(2, "0")} 12:00:0${i % 10} ERROR ` +
  `[worker-${i}] com.example.Service$Task.run(Service.java:${i}) ` +
  `0x8007${String(i).padStart(4, "0")} cannot open "C:\\temp\\file${i}.tmp"\n`;

const queries = {
  "100 kB of one letter": fill("a"),
  "100 kB of one word": fill("printer "),
  "100 kB of different words": words((i) => `word${i.toString(36)}`),
  "100 kB of plain words": words((i) => ["mail", "server", "cannot", "open", "file"][i % 5]),
  "a log of 100 kB": words(logLine),
  "punctuation alone": fill("!?.,;:()[]{}<>/\\|@#$%^&*_+=~`"),
  "stop words alone": fill("the of and to in is it for "),
  "a few stop words": "what is the",
  "a phrase of stop words": '"the the"',
  "phrases of stop words": '"of to" "to the in"',
  "100 kB of phrases of stop words": fill('"of to" "to the in" '),
  "100 kB of phrases": words((i) => `"file ${["mail", "of the", "cannot open"][i % 3]}"`),
  "wildcards alone": fill("* ? "),
  "one star": "*",
  "operators alone": fill("OR - \" : "),
  "unbalanced quotes": fill('"a '),
  "phrases without end": fill('"the file" '),
  "ten thousand alternatives": words((i) => `w${i} OR`),
  "exclusions alone": words((i) => `-word${i}`),
  "fields without values": fill("title: error: updated:> "),
  "fields with values": words((i) => `title:word${i}`),
  "dates that are none": "updated:>9999999999-99 updated:2024-13..x",
  "mixed scripts": fill("Принтер プリンター 打印机 طابعة мышь a1б2 "),
  "one long Chinese text": fill("打印机无法连接网络请检查驱动程序"),
  "emoji": fill("😀👩‍👩‍👧‍👦🏳️‍🌈 "),
  "combining marks": fill("e\u0301\u0302\u0303\u0304"),
  "one letter with ten thousand marks": "a" + "\u0301".repeat(10_000),
  "control characters": fill("\x01\x02\x1b[31m\x7f"),
  "right to left overrides": fill("\u202eabc\u202c "),
  "a regular expression": fill("(a+)+$|^.*(?=x)[^]* "),
  "SQL": fill("'; DROP TABLE articles; -- "),
  "markup": fill("<script>alert(1)</script>&amp;"),
  "connectors": fill("a-b_c.d/e\\f@g+h#i::j"),
  "digits": words((i) => String(i * 7919)),
  "hex": words((i) => `0x${(i * 2654435761 % 4294967296).toString(16)}`),
  "misspelled words": words((i) => `prnter${"abcdefghij"[i % 10]}x`),
  "a few misspelled words": "instalation certifcate conection problm recieve adress",
};

const ways = { "": [], ", while typing": ["--partial"], ", counted": ["--facets"] };

for (const [name, query] of Object.entries(queries))
  for (const [way, how] of Object.entries(ways))
    test(`${name}${way}`, () => {
      let best = Infinity;
      for (let run = 0; run < TRIES_MAX && best >= LIMIT_US; run++) {
        const out = execFileSync(
          solvent,
          ["search", "--json", ...how, "--data", data, "--", query],
          { encoding: "utf8", maxBuffer: 1 << 24, stdio: ["ignore", "pipe", "inherit"] },
        );
        best = Math.min(best, JSON.parse(out).took_us);
      }
      assert.ok(best < LIMIT_US, `took ${best} us`);
    });
