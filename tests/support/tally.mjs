// SPDX-License-Identifier: GPL-2.0-or-later
//
// Adds up the results that script/test left in a folder: *.tap as printed by
// test programs and node, *.xml as written by ctest (whose tests print TAP
// themselves where they hold several). Shows what failed, one line per suite,
// and ends with "N passed, N failed, N skipped". Exit status 1 when something
// failed or nothing ran.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

// The leaves of a TAP stream: subtests count, the line that sums them up does
// not, unless it alone says that something failed. `plan` is the top level's.
export function readTap(text) {
  const points = [];
  const open = []; // per depth: the failed leaves seen below the next point
  let plan = null;
  let seen = 0;
  let exitStatus = null;
  for (const line of text.split(/\r?\n/)) {
    const exit = /^# exit status (\d+)$/.exec(line);
    if (exit) exitStatus = Number(exit[1]);
    const planned = /^1\.\.(\d+)/.exec(line);
    if (planned) plan = Number(planned[1]);
    const match = /^( *)(not )?ok\b *(\d+)? *-? *(.*)$/.exec(line);
    if (!match) {
      if (points.length > 0) points[points.length - 1].detail.push(line);
      continue;
    }
    const depth = match[1].length;
    const children = open.slice(depth + 1).flat().filter(Boolean);
    open.length = depth + 1;
    if (depth === 0) seen++;
    const directive = /(?:^|\s)# *(SKIP|TODO)\b/i.exec(match[4]);
    const point = {
      name: match[4],
      failed: Boolean(match[2]) && !directive,
      skipped: Boolean(directive),
      detail: [],
    };
    const mark = open[depth] ?? (open[depth] = []);
    mark.push(point, ...children);
    if (children.length > 0) {
      const told = children.some((child) => child.failed);
      if (!point.failed || told) continue;
    }
    points.push(point);
  }
  const failed = points.some((point) => point.failed);
  const complain = (name) =>
    points.push({ name, failed: true, skipped: false, detail: [] });
  if (points.length === 0) complain("printed no test result");
  else if (plan !== null && seen < plan)
    complain(`planned ${plan} tests but only ${seen} came to an end`);
  else if (exitStatus && !failed)
    complain(`ended with status ${exitStatus} though no test failed`);
  return points;
}

function decodeXml(text) {
  const names = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => {
    if (name[0] !== "#") return names[name] ?? whole;
    const hex = name[1] === "x";
    return String.fromCodePoint(parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10));
  });
}

// The test cases of a file written by `ctest --output-junit`.
export function readJunit(text) {
  const points = [];
  const cases = /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;
  for (const [, attributes, body = ""] of text.matchAll(cases)) {
    const attribute = (name) =>
      decodeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
    const name = attribute("name");
    const status = attribute("status");
    const output = decodeXml(
      /<system-out>([\s\S]*?)<\/system-out>/.exec(body)?.[1] ?? "",
    );
    // "notrun" also means that the program was not built
    const skipped = /<skipped message="SKIP_/.test(body) || status === "disabled";
    const failed = !skipped && status !== "run";
    if (/^(not )?ok \d+/m.test(output)) {
      const inner = readTap(output + (failed ? "\n# exit status 1\n" : "\n"));
      for (const point of inner)
        points.push({ ...point, name: `${name}: ${point.name}` });
      // what a sanitizer says stands anywhere in the output
      const first = inner.findIndex((point) => point.failed);
      if (first >= 0)
        points[points.length - inner.length + first].detail = output.split("\n");
    } else {
      points.push({
        name,
        failed,
        skipped,
        detail: output.split("\n"),
      });
    }
  }
  if (points.length === 0)
    points.push({ name: "no test ran", failed: true, skipped: false, detail: [] });
  return points;
}

function main(folder) {
  const suites = new Map();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const linesShown = 120;
  for (const file of readdirSync(folder).sort()) {
    const text = () => readFileSync(join(folder, file), "utf8");
    let points;
    if (file.endsWith(".tap")) points = readTap(text());
    else if (file.endsWith(".xml")) points = readJunit(text());
    else continue;
    const suite = basename(file).replace(/[-.].*$/, "");
    const counts = suites.get(suite) ?? { passed: 0, failed: 0, skipped: 0 };
    suites.set(suite, counts);
    for (const point of points) {
      const kind = point.failed ? "failed" : point.skipped ? "skipped" : "passed";
      counts[kind]++;
      total[kind]++;
      if (point.skipped) console.log(`skipped: ${suite}: ${point.name}`);
      if (!point.failed) continue;
      console.log(`\nFAILED: ${suite}: ${point.name}  (${join(folder, file)})`);
      for (const line of point.detail.slice(0, linesShown)) console.log(`  ${line}`);
    }
  }
  const sentence = ({ passed, failed, skipped }) =>
    `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log();
  for (const [suite, counts] of suites)
    console.log(`${suite.padEnd(10)} ${sentence(counts)}`);
  console.log(sentence(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  main(process.argv[2]);
