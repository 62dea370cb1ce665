// SPDX-License-Identifier: GPL-2.0-or-later
//
// The program that adds up the results must not lose a failure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readJunit, readTap } from "../support/tally.mjs";

function count(points) {
  const failed = points.filter((point) => point.failed).length;
  const skipped = points.filter((point) => point.skipped).length;
  return [points.length - failed - skipped, failed, skipped];
}

test("plain TAP counts each line", () => {
  const text = "1..3\nok 1 - a\nnot ok 2 - b\n# why\nok 3 - c # SKIP no disk\n";
  const points = readTap(text);
  assert.deepEqual(count(points), [1, 1, 1]);
  assert.deepEqual(points[1].detail, ["# why"]);
});

test("cmocka writes a skip as a failure and it is none", () => {
  assert.deepEqual(count(readTap("1..1\nnot ok 1 # SKIP needs_root\n")), [0, 0, 1]);
});

test("a plan that was not kept is a failure", () => {
  assert.deepEqual(count(readTap("1..3\nok 1 - a\n# exit status 134\n")), [1, 1, 0]);
});

test("an exit status without a failed test is a failure", () => {
  assert.deepEqual(count(readTap("1..1\nok 1 - a\n# exit status 1\n")), [1, 1, 0]);
  assert.deepEqual(count(readTap("1..1\nok 1 - a\n# exit status 0\n")), [1, 0, 0]);
});

test("no test at all is a failure", () => {
  assert.deepEqual(count(readTap("# exit status 0\n")), [0, 1, 0]);
  assert.deepEqual(count(readTap("")), [0, 1, 0]);
  assert.deepEqual(count(readJunit("<testsuite/>")), [0, 1, 0]);
});

test("subtests count and their sum does not", () => {
  const text = [
    "TAP version 13",
    "# Subtest: group",
    "    # Subtest: one",
    "    ok 1 - one",
    "    # Subtest: inner",
    "        ok 1 - deep",
    "        not ok 2 - deeper",
    "        1..2",
    "    not ok 2 - inner",
    "    1..2",
    "not ok 1 - group",
    "# Subtest: alone",
    "ok 2 - alone",
    "1..2",
  ].join("\n");
  const points = readTap(text);
  assert.deepEqual(
    points.map((point) => [point.name, point.failed]),
    [
      ["one", false],
      ["deep", false],
      ["deeper", true],
      ["alone", false],
    ],
  );
});

test("a group that fails by itself is a failure", () => {
  const text = "    ok 1 - one\n    1..1\nnot ok 1 - group\n1..1\n";
  assert.deepEqual(count(readTap(text)), [1, 1, 0]);
});

test("ctest's cases give the tests inside them", () => {
  const xml = `<testsuite>
    <testcase name="unit/a" status="run"><system-out>1..2
ok 1 - x
ok 2 - y &lt;z&gt;
</system-out></testcase>
    <testcase name="unit/b" status="fail"><failure message=""/><system-out>1..2
ok 1 - x
==1==ERROR: AddressSanitizer
</system-out></testcase>
    <testcase name="fuzz/c" status="run"><system-out>3 inputs replayed</system-out></testcase>
    <testcase name="fuzz/d" status="fail"><system-out>boom</system-out></testcase>
    <testcase name="unit/e" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
    <testcase name="unit/f" status="notrun"><skipped message="Unable to find executable"/></testcase>
  </testsuite>`;
  const points = readJunit(xml);
  assert.deepEqual(count(points), [4, 3, 1]);
  assert.equal(points[1].name, "unit/a: y <z>");
  const crashed = points.find((point) => point.failed);
  assert.ok(crashed.detail.some((line) => line.includes("AddressSanitizer")));
});
