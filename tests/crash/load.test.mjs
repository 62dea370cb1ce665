// SPDX-License-Identifier: GPL-2.0-or-later
//
// Fifty agents and two hundred customers at once, then `kill -9` in the middle of
// their writing: nobody gets an error, no update is lost, and what was answered is
// there after the restart, whole. What was not answered is there whole or not.
//
// SOLVENT_LOAD_S says how long each round lasts, in seconds: "60" or "4,3,3".

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Ledger } from './support/ledger.mjs';
import { agents, customers, files, makePeople } from './support/people.mjs';
import { Server, until } from '../http/support/server.mjs';

const rounds = (process.env.SOLVENT_LOAD_S ?? '4,3,3').split(',').map(Number);

describe(`${agents} agents and ${customers} customers at once`, () => {
  let server;
  let people;
  const ledger = new Ledger();

  before(async () => {
    server = await Server.start({ after() {} }, { files, args: [] });
    people = await makePeople(server, ledger);
    for (let i = 0; i < 20; i += 1) await people[0].open();
    // one that nobody else works on: however slow the machine, a case is closed
    const number = await people[0].open();
    ledger.numbers.pop();
    for (let step = 0; step < 4; step += 1) await people[0].goOn(number);
  });
  after(() => server?.remove());

  const sql = (text) => {
    const { status, stdout, stderr } = spawnSync('sqlite3',
      ['-readonly', path.join(server.data, 'solvent.db'), text], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };

  for (const [index, seconds] of rounds.entries()) {
    test(`round ${index + 1}: ${seconds} s, a kill, and everything is there`, async (t) => {
      ledger.begin();
      const killed = new Promise((resolve) => {
        setTimeout(() => {
          for (const person of people) person.isOver = true;
          resolve(server.kill('SIGKILL'));
        }, seconds * 1000);
      });
      const began = Date.now();
      await Promise.all(people.map((person) => person.live()));
      assert.equal((await killed).signal, 'SIGKILL');
      for (const line of ledger.latencies((Date.now() - began) / 1000)) t.diagnostic(line);
      assert.deepEqual(ledger.surprises.slice(0, 5), []);
      assert.ok(ledger.unanswered.length > 0, 'nobody was writing when it was killed');
      assert.doesNotMatch(server.log, /^<[0-3]>.*/m);

      await server.serve([]);
      for (const person of people) person.rise();
      assert.equal(sql('PRAGMA integrity_check; PRAGMA foreign_key_check;'), 'ok');
      await checkCases();
      await checkTime();
      await checkLearning();
    });
  }

  // Each case is as its last answer said, or further by what was not answered.
  async function checkCases() {
    const boss = people[0];
    for (const { key, body } of ledger.takeUnansweredOpenings()) {
      // who got no answer asks again, and there is one case
      for (let i = 0; i < 2; i += 1) await key.person.openAgain(key.name, body);
    }
    const repeated = sql('SELECT subject, count(*) FROM cases '
      + "WHERE subject LIKE 'once %' GROUP BY subject HAVING count(*) > 1;");
    assert.equal(repeated, '', 'one wish became two cases');
    const numbers = sql('SELECT number FROM cases ORDER BY id;').split('\n');
    for (const number of ledger.cases.keys()) {
      assert.ok(numbers.includes(number), `case ${number} is gone`);
    }
    for (const number of numbers) {
      const { body } = await boss.send('GET', `/api/v1/cases/${number}`);
      ledger.check(number, body);
    }
    assert.deepEqual(ledger.surprises.slice(0, 5), []);
  }

  async function checkTime() {
    const kept = new Set(sql("SELECT case_number || ' ' || note FROM (SELECT c.number AS case_number, "
      + 't.note, t.minutes FROM time_entries t JOIN cases c ON c.id = t.case_id);').split('\n'));
    for (const entry of ledger.time) assert.ok(kept.has(entry), `time ${entry} is gone`);
    for (const entry of kept) {
      assert.ok(entry === '' || ledger.time.has(entry) || ledger.maybeTime.has(entry), `${entry}: from where?`);
    }
  }

  // The words of cases stand in no article: only a vote can bring one up.
  async function checkLearning() {
    for (const [article, words] of ledger.learned()) {
      await until(async () => {
        const answer = await server.get(`/api/v1/search?verbatim=1&q=${encodeURIComponent(words)}`);
        const hit = (await answer.json()).hits.find(({ id }) => id === article);
        return hit?.similar_cases > 0;
      }, `a search for ${words} to find ${article}`);
    }
  }
});
