// SPDX-License-Identifier: GPL-2.0-or-later
//
// Articles taken away, and how well the gaps say which ones: for
// coverage.test.mjs and, as a program, for looking at one way of grouping:
//
//   node tests/relevance/gaps.mjs SOLVENT CASES [SPLITS] [TAKEN] [FIRST SEED]
//
// prints purity and share found of each split and their means.
import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

const FIRST = 20; // gaps that count
const OFTEN = 5;  // cases that make an article one to be found

export const readCases = (path) => readFileSync(path, "utf8")
                                       .split("\n")
                                       .filter((line) => line.trim() !== "")
                                       .map((line) => JSON.parse(line));

// The gaps that `solvent coverage` finds among `cases`.
export function gapsOf(solvent, cases)
{
    const work = mkdtempSync(join(tmpdir(), "solvent-gaps-"));
    try {
        const file = join(work, "cases.jsonl");
        writeFileSync(file,
                      cases.map((row) => `${JSON.stringify(row)}\n`).join(""));
        const quiet = {
            stdio : [ "ignore", "pipe", "pipe" ],
            maxBuffer : 1 << 30
        };
        execFileSync(solvent,
                     [ "import", "cases", file, "--data", join(work, "data") ],
                     quiet);
        const out = execFileSync(
            solvent, [ "coverage", "--data", join(work, "data"), "--json" ],
            quiet);
        return JSON.parse(out).gaps;
    } finally {
        rmSync(work, {recursive : true});
    }
}

function mostCommon(group, truth)
{
    const count = new Map();
    for (const number of group)
        for (const article of truth.get(number))
            count.set(article, (count.get(article) ?? 0) + 1);
    return [...count ].reduce((best, one) => (one[1] > best[1] ? one : best));
}

// purity: share of cases in the first gaps that belong to the most common
// article of theirs. found: articles with at least OFTEN cases that are at
// least half of some gap; of: how many there are. `truth`: number to a set.
export function score(gaps, truth)
{
    const groups =
        gaps.map((gap) => gap.cases.filter((number) => truth.has(number)))
            .filter((group) => group.length >= 3)
            .slice(0, FIRST);
    const total = new Map();
    for (const articles of truth.values())
        for (const article of articles)
            total.set(article, (total.get(article) ?? 0) + 1);
    const found = new Set();
    let right = 0;
    let size = 0;
    for (const group of groups) {
        const [article, count] = mostCommon(group, truth);

        right += count;
        size += group.length;
        if (count * 2 >= group.length && total.get(article) >= OFTEN)
            found.add(article);
    }
    return {
        gaps : groups.length,
        purity : size > 0 ? right / size : 0,
        found : found.size,
        of : [...total.values() ].filter((count) => count >= OFTEN).length,
    };
}

// A generator of numbers from 0 to 1 that a seed fixes (Park and Miller).
function random(seed)
{
    let state = (seed * 7919 + 1) % 2147483647;
    return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

// Take `taken` articles away: their cases are then without one.
export function takeAway(cases, taken, seed)
{
    const articles = [...new Set(cases.flatMap((row) => row.articles)) ].sort();
    const next = random(seed);
    const gone = new Set();
    next();
    while (gone.size < taken)
        gone.add(articles[Math.floor(next() * articles.length)]);
    const truth = new Map();
    const rows = cases.map((row) => {
        if (row.articles.length === 0 ||
            !row.articles.every((id) => gone.has(id)))
            return {
                ...row,
                articles : row.articles.filter((id) => !gone.has(id))
            };
        truth.set(row.number, new Set(row.articles));
        return {...row, articles : []};
    });
    return {rows, truth};
}

// Splits in which enough was taken away for a score to mean something.
export function splitsOf(cases, count, taken, first = 1)
{
    const splits = [];
    for (let seed = first; splits.length < count && seed < first + 1000;
         seed++) {
        const split = takeAway(cases, taken, seed);
        const often = score([], split.truth).of;
        if (split.truth.size >= 80 && split.truth.size <= 260 && often >= 4)
            splits.push(split);
    }
    return splits;
}

export const mean = (numbers) =>
    numbers.reduce((sum, number) => sum + number, 0) /
    Math.max(1, numbers.length);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
    const [solvent, path, count = "20", taken = "20", first = "1"] =
        process.argv.slice(2);
    const scores =
        splitsOf(readCases(path), Number(count), Number(taken), Number(first))
            .map(
                (split) => score(gapsOf(solvent, split.rows), split.truth),
            );
    for (const one of scores)
        console.log(`gaps ${one.gaps} purity ${one.purity.toFixed(3)} found ${
            one.found} of ${one.of}`);
    const purity = mean(scores.map((one) => one.purity));
    const found = mean(scores.map((one) => one.found / one.of));
    const both =
        scores.filter((one) => one.purity >= 0.7 && one.found >= 0.75 * one.of)
            .length;
    console.log(
        `mean purity ${purity.toFixed(3)} found ${
            found.toFixed(3)}; both aims in ${both} of ${scores.length}`,
    );
}
