// SPDX-License-Identifier: GPL-2.0-or-later
//
// Customers who do not pay are on hold: accounting says so, agents see it, and
// the customer never does.

import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';
const reason = 'Invoice 4711 is three months old <b>';
const shown = 'Invoice 4711 is three months old &lt;b&gt;';
const form = (fields, cookie = '') => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
  body: new URLSearchParams(fields).toString(),
});

async function start(t) {
  const server = await Server.start(t, { files: { 'toner.md': '# Change the toner\n\nOpen it.\n' } });
  const rows = path.join(server.data, 'cases.jsonl');
  const times = path.join(server.data, 'times.csv');
  const must = (args, options) => {
    const done = run([...args, '--data', server.data], options);
    assert.equal(done.status, 0, `${args.join(' ')}: ${done.stderr}`);
    return done.stdout;
  };

  await server.kill('SIGTERM');
  writeFileSync(rows, ['{"number":"C-1","customer":"north","subject":"Pale","opened":"2026-03-02T10:00:00Z","agent":"ann"}',
    '{"number":"C-2","customer":"south","subject":"Loud","opened":"2026-03-02T10:00:00Z"}'].join('\n'));
  writeFileSync(times, 'key,case,agent,minutes,worked_on\n1,C-1,ann,35,2026-03-03\n');
  must(['import', 'cases', rows]);
  must(['import', 'time', times]);
  for (const [login, ...more] of [
    ['ann', '--role', 'agent'], ['acc', '--role', 'accounting'], ['mia', '--role', 'manager'],
    ['nora', '--role', 'customer', '--customer', 'north']])
    must(['user', 'add', login, ...more], { input: `${password}\n` });
  await server.serve();
  server.must = must;
  server.as = async (login) => {
    const answer = await server.get('/sign-in', form({ login, password }));
    assert.equal(answer.status, 303);
    const cookie = answer.headers.get('set-cookie').split(';')[0];
    const page = async (target, options = {}) => {
      const found = await server.get(target, { ...options,
        headers: { cookie, accept: 'text/html, application/json', ...options.headers } });
      return { status: found.status, text: await found.text() };
    };
    page.send = async (target, fields) => {
      const { text } = await page(target);
      const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
      return server.get(target, form({ csrf, ...fields }, cookie));
    };
    page.json = async (method, target, body) => {
      const { text } = await page('/');
      const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
      const found = await server.get(target, { method, body: body && JSON.stringify(body),
        headers: { cookie, 'content-type': 'application/json', 'x-csrf-token': csrf } });
      return { status: found.status, text: await found.text() };
    };
    return page;
  };
  return server;
}

const mark = (html, action) => new RegExp(`value="${action}">\\s*<input type="hidden" name="was" value="([^"]*)"`).exec(html)?.[1];

test('accounting puts a customer on hold, agents see it, the customer does not', async (t) => {
  const server = await start(t);
  const acc = await server.as('acc');
  const ann = await server.as('ann');
  const nora = await server.as('nora');
  const before = (await acc('/customers/north')).text;
  const was = mark(before, 'hold');

  assert.ok(was);
  assert.equal((await acc.send('/customers/north', { action: 'hold', was, reason: '' })).status, 400);
  assert.equal((await acc.send('/customers/north', { action: 'hold', was, reason })).status, 303);
  // whoever saw it without a hold is told
  assert.equal((await acc.send('/customers/north', { action: 'hold', was, reason: 'other' })).status, 409);
  for (const target of ['/customers/north', '/cases/C-1'])
    assert.match((await ann(target)).text, new RegExp(`On hold for non-payment</b> since [^]*${shown}`), target);
  const queue = (await ann('/cases')).text;
  assert.equal(queue.match(/Customer on hold/g).length, 1);
  const looked = await (await ann.send('/cases/new', { action: 'look', customer: 'north' })).text();
  assert.match(looked, /On hold for non-payment/);
  assert.equal((await ann.send('/customers/north', { action: 'lift', was })).status, 403);
  for (const target of ['/', '/my/cases', '/my/cases/C-1', '/contact', '/api/v1/cases', '/api/v1/cases/C-1'])
    assert.doesNotMatch((await nora(target)).text, /4711|[Oo]n hold/, target);
  assert.equal((await nora('/api/v1/customers/north/hold')).status, 403);

  const report = JSON.parse(server.must(['report', 'on-hold', '--json', '--from', '2026-03-01', '--to', '2026-03-31']));
  assert.deepEqual(report.rows.map((row) => [row.reason, row.opened, row.open, row.minutes]), [[reason, 1, 1, 35]]);
  assert.equal(report.sentence, '1 customer is on hold now; 35 min was worked for them from 2026-03-01 to 2026-03-31.');
  // the statement goes to the customer
  const usage = server.must(['report', 'usage', '--customer', 'north', '--from', '2026-03-01', '--to', '2026-03-31']);
  assert.doesNotMatch(usage, /4711|[Oo]n hold/);

  const now = mark((await acc('/customers/north')).text, 'lift');
  assert.equal((await acc.send('/customers/north', { action: 'lift', was: now })).status, 303);
  assert.doesNotMatch((await ann('/cases/C-1')).text, /On hold/);
  assert.match(server.must(['report', 'on-hold']), /No customer is on hold now/);
});

test('a hold that cannot be read is not taken for none', async (t) => {
  const server = await start(t);
  const ann = await server.as('ann');
  const look = async () => (await ann.send('/cases/new', { action: 'look', customer: 'north' })).text();
  assert.doesNotMatch(await look(), /on hold/i);
  const { status, stderr } = spawnSync('sqlite3', [path.join(server.data, 'solvent.db'), 'DROP TABLE customer_holds'],
    { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.match(await look(), /Whether the customer is on hold for non-payment could not be read\./);
});

test('the hold by program', async (t) => {
  const server = await start(t);
  const token = (login, rights) => server.must(['token', 'add', `${login}-files`, '--user', login, '--rights', rights])
    .match(/[A-Za-z0-9_-]{43,}/)[0];
  const ask = async (who, method, target, body, headers = {}) => {
    const found = await server.get(target, { method, body: body && JSON.stringify(body),
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json', ...headers } });
    const text = await found.text();
    return { status: found.status, tag: found.headers.get('etag'), body: text && JSON.parse(text) };
  };
  const acc = token('acc', 'customers:read,accounts:write');
  const ann = token('ann', 'customers:read,cases:read');
  const url = '/api/v1/customers/north/hold';

  assert.equal((await ask(acc, 'GET', url)).status, 404);
  assert.equal((await ask(ann, 'PUT', url, { reason })).status, 403);
  assert.equal((await ask(acc, 'PUT', url, {})).status, 400);
  assert.equal((await ask(acc, 'PUT', url, { reason: ' ' })).status, 400);
  assert.equal((await ask(acc, 'PUT', url, { reason: 'x'.repeat(401) })).status, 413);
  assert.equal((await ask(acc, 'PUT', '/api/v1/customers/nobody/hold', { reason })).status, 404);
  const made = await ask(acc, 'PUT', url, { reason });
  assert.equal(made.status, 201);
  assert.deepEqual([made.body.customer, made.body.reason, made.body.who], ['north', reason, 'acc']);
  const changed = await ask(acc, 'PUT', url, { reason: 'Paid in part' });
  assert.deepEqual([changed.status, changed.body.reason, changed.body.since],
    [200, 'Paid in part', made.body.since]);
  assert.equal((await ask(ann, 'GET', url)).body.reason, 'Paid in part');
  // who saw it as it was before does not write over what was said since
  for (const [method, headers] of [['PUT', { 'if-match': made.tag }], ['PUT', { 'if-none-match': '*' }],
    ['DELETE', { 'if-match': made.tag }]])
    assert.equal((await ask(acc, method, url, method === 'PUT' ? { reason: 'lost' } : undefined, headers)).status, 412);
  assert.equal((await ask(ann, 'GET', url)).body.reason, 'Paid in part');
  const again = await ask(acc, 'PUT', url, { reason: 'Paid nothing' }, { 'if-match': changed.tag });
  assert.deepEqual([again.status, again.body.reason], [200, 'Paid nothing']);
  assert.equal((await ask(acc, 'DELETE', url, undefined, { 'if-match': again.tag })).status, 204);
  assert.equal((await ask(acc, 'PUT', url, { reason }, { 'if-match': again.tag })).status, 412);
  assert.equal((await ask(acc, 'PUT', url, { reason }, { 'if-none-match': '*' })).status, 201);
  assert.equal((await ask(acc, 'DELETE', url)).status, 204);
  assert.equal((await ask(acc, 'DELETE', url)).status, 404);
});
