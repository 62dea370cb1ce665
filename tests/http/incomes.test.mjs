// SPDX-License-Identifier: GPL-2.0-or-later
//
// Income by program: the same rows and rules as the accounting's file, all of
// them or none, and sent twice they count once.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';

async function start(t) {
  const server = await Server.start(t, { files: { 'toner.md': '# Change the toner\n\nOpen it.\n' } });
  const must = (args, options) => {
    const done = run([...args, '--data', server.data], options);
    assert.equal(done.status, 0, `${args.join(' ')}: ${done.stderr}`);
    return done.stdout;
  };
  const file = path.join(server.data, 'customers.csv');

  await server.kill('SIGTERM');
  writeFileSync(file, 'key,name\nnorth,North\nsouth,South\n');
  must(['import', 'customers', file]);
  for (const role of ['accounting', 'sales'])
    must(['user', 'add', role, '--role', role], { input: `${password}\n` });
  const token = (login, rights) => must(['token', 'add', `${login}-files`, '--user', login, '--rights', rights])
    .match(/[A-Za-z0-9_-]{43,}/)[0];
  const tokens = { accounting: token('accounting', 'accounts:write'), sales: token('sales', 'reports') };
  await server.serve();
  server.must = must;
  server.send = async (who, body) => {
    const found = await server.get('/api/v1/incomes', { method: 'POST', body: JSON.stringify(body),
      headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' } });
    return { status: found.status, body: await found.json() };
  };
  server.incomes = () => JSON.parse(must(['report', 'cost-by-customer', '--json', '--from', '2026-01-01', '--to', '2026-12-31']))
    .rows.filter((row) => row.income).map((row) => [row.customer, row.currency, row.income]).sort();
  return server;
}

const rows = [
  { customer: 'north', period: '2026-03', amount: '1,000.00', currency: 'EUR' },
  { customer: 'north', period: '2026-03', amount: '-40.50', currency: 'eur', reference: 'CN-1' },
  { customer: 'south', period: '2026-04-15', amount: '300', currency: 'USD' },
];

test('rows are added, sent again they count once, and amounts can be mended', async (t) => {
  const server = await start(t);

  assert.deepEqual(await server.send('accounting', { incomes: rows }),
    { status: 200, body: { added: 3, updated: 0, unchanged: 0 } });
  // 1,000.00 less 40.50
  const expected = [['North', 'EUR', '959.50'], ['South', 'USD', '300.00']];
  assert.deepEqual(server.incomes(), expected);
  assert.deepEqual((await server.send('accounting', { incomes: rows })).body, { added: 0, updated: 0, unchanged: 3 });
  assert.deepEqual(server.incomes(), expected);
  assert.deepEqual((await server.send('accounting', { incomes: [{ ...rows[2], amount: '310.25' }] })).body,
    { added: 0, updated: 1, unchanged: 0 });
  assert.deepEqual(server.incomes(), [['North', 'EUR', '959.50'], ['South', 'USD', '310.25']]);
  assert.deepEqual((await server.send('accounting', { incomes: [] })).body, { added: 0, updated: 0, unchanged: 0 });
});

test('one wrong row refuses all, and says which', async (t) => {
  const server = await start(t);
  const refused = async (row, sentence, status = 400) => {
    const answer = await server.send('accounting', { incomes: [rows[0], { ...rows[2], ...row }] });
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.match(answer.body.detail, sentence);
  };

  await refused({ customer: 'nobody' }, /^Row 2: there is no customer "nobody"/);
  await refused({ customer: '' }, /^Row 2: customer is empty/);
  await refused({ period: '2026-13' }, /^Row 2: /);
  await refused({ amount: 'much' }, /^Row 2: /);
  await refused({ currency: 'EURO' }, /^Row 2: currency "EURO" is not three letters/);
  await refused({ ...rows[0], amount: '5' }, /^Rows 1 and 2 have the same/);
  assert.equal((await server.send('accounting', { incomes: Array(1001).fill(rows[0]) })).status, 413);
  assert.equal((await server.send('accounting', {})).status, 400);
  assert.equal((await server.send('sales', { incomes: rows })).status, 403);
  assert.deepEqual(server.incomes(), []);
});
