// SPDX-License-Identifier: GPL-2.0-or-later
//
// What warns the team before a customer is angry: cases near their limit, and
// customers who come back about what had been solved.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';
const hour = 3_600_000;
const ago = (hours) => new Date(Date.now() - hours * hour).toISOString();
const form = (fields, cookie = '') => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
  body: new URLSearchParams(fields).toString(),
});

async function start(t, cases, severities) {
  const server = await Server.start(t, { files: { 'toner.md': '# Change the toner\n\n## Resolution\n\nOpen it.\n' } });
  const rows = path.join(server.data, 'cases.jsonl');
  const settings = path.join(server.data, 'severity.conf');
  const must = (args, options) => {
    const done = run([...args, '--data', server.data], options);
    assert.equal(done.status, 0, `${args.join(' ')}: ${done.stderr}`);
  };

  await server.kill('SIGTERM');
  writeFileSync(rows, cases.map((row) => JSON.stringify(row)).join('\n'));
  // always open, so that business time is the clock's
  writeFileSync(settings, `${severities}zone = UTC\nhours = Mon-Sun 0:00-24:00\n`);
  must(['severity', 'set', settings]);
  must(['import', 'cases', rows]);
  for (const [login, ...more] of [
    ['ann', '--role', 'agent'], ['nora', '--role', 'customer', '--customer', 'north']])
    must(['user', 'add', login, ...more], { input: `${password}\n` });
  await server.serve();
  server.as = async (login) => {
    const answer = await server.get('/sign-in', form({ login, password }));
    assert.equal(answer.status, 303);
    const cookie = answer.headers.get('set-cookie').split(';')[0];
    return async (target) => {
      const found = await server.get(target, { headers: { cookie, accept: 'text/html, application/json' } });
      return { status: found.status, text: await found.text() };
    };
  };
  return server;
}

const severities = 'severity = High, 4h, 100h\nseverity = Normal, 40h, 400h\nseverity = Low, 80h, 900h\n';

test('cases near their limit, the least time left first', async (t) => {
  const open = (number, severity, hours, more = {}) => ({
    number, severity, customer: 'north', subject: `It is ${number}`, opened: ago(hours), ...more });
  const server = await start(t, [
    open('LATE', 1, 10), // first reply 6 h late
    open('SOON', 2, 38), // 2 h of 40 are left: under a fifth
    open('FINE', 2, 10), // 30 h of 40 are left
    open('LOW', 3, 85), // 5 h late
    open('UNSET', undefined, 500), // no severity, so no promise
    open('PAUSED', 1, 10, { state: 'waiting' }), // waits for the customer
    open('DONE', 1, 10, { closed: ago(1), outcome: 'none', reason: 'nothing was wrong' }),
  ], severities);
  const ann = await server.as('ann');
  const nora = await server.as('nora');
  const order = (html) => [...html.matchAll(/<span class="number">([A-Z]+)<\/span>/g)].map((found) => found[1]);
  const found = JSON.parse((await ann('/api/v1/near-limit')).text);

  assert.deepEqual(found.cases.map((one) => [one.number, one.first_reply.state]),
    [['LATE', 'missed'], ['LOW', 'missed'], ['SOON', 'soon']]);
  assert.equal(found.total, 3);
  // six hours late, but for the seconds that the test takes
  assert.ok(found.cases[0].first_reply.left_s <= -6 * 3600 && found.cases[0].first_reply.left_s > -7 * 3600);
  assert.deepEqual(order((await ann('/cases?time=near')).text), ['LATE', 'LOW', 'SOON']);
  // what is closed has no time left to show: the choice goes before the state
  assert.deepEqual(order((await ann('/cases?time=near&state=closed')).text), ['LATE', 'LOW', 'SOON']);
  const all = (await ann('/cases?words=it+is')).text;
  assert.equal(order(all).length, 6);
  assert.match(all, /href="\/cases\?time=near&amp;words=it%20is">3 late, or nearly</);
  assert.deepEqual(JSON.parse((await ann('/api/v1/near-limit?customer=nobody')).text), { total: 0, cases: [] });
  assert.equal(JSON.parse((await ann('/api/v1/near-limit?limit=1')).text).cases.length, 1);
  assert.equal((await ann('/api/v1/near-limit?limit=0')).status, 400);
  assert.equal((await nora('/api/v1/near-limit')).status, 403);
});

test('a customer who comes back about what had been solved', async (t) => {
  const solved = (number, customer, closed, article = 'toner') => ({
    number, customer, subject: `Pale pages ${number}`, opened: ago(closed + 5), closed: ago(closed),
    outcome: 'known', articles: [article] });
  const back = (number, customer) => ({
    number, customer, subject: 'Pages are pale again', opened: ago(2) });
  const server = await start(t, [
    solved('OLD', 'north', 31 * 24), // too long ago
    solved('NEW', 'north', 20 * 24),
    solved('OTHER', 'south', 24), // another customer's
    back('BACK', 'north'),
    back('FIRST', 'west'),
    { ...solved('LINKED', 'north', 1), opened: ago(2), subject: 'Xylophone' },
  ], severities);
  const ann = await server.as('ann');
  const nora = await server.as('nora');
  const notice = (html) => /<b>The customer is back[^]*?<\/ul>/.exec(html)?.[0] ?? '';
  const told = notice((await ann('/cases/BACK')).text);

  assert.deepEqual([...told.matchAll(/\/cases\/([A-Z]+)"/g)].map((found) => found[1]), ['NEW']);
  assert.match(told, /told in like words/);
  assert.match(notice((await ann('/cases/LINKED')).text), /\/cases\/NEW"[^]*resolved by an article that stands here too/);
  assert.equal(notice((await ann('/cases/FIRST')).text), '');
  assert.equal(notice((await nora('/my/cases/BACK')).text), '');
});
