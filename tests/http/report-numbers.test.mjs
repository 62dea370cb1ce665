// SPDX-License-Identifier: GPL-2.0-or-later
//
// Rows of reports whose names are awkward: called like the row of what has none,
// with blanks around them, and with what addresses and pages are made of. Each
// number still leads to its own cases.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { followNumbers } from './support/numbers.mjs';
import { addUser, join, rightsOf } from './support/people.mjs';
import { Server, run } from './support/server.mjs';

test('numbers of rows with awkward names lead to their own cases', async (t) => {
  const now = Date.UTC(2026, 2, 31, 12) / 1000;
  const server = await Server.start(t, { now });
  const must = (...args) => {
    const { status, stdout, stderr } = run([...args, '--data', server.data]);
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const file = (name, rows) => {
    writeFileSync(path.join(server.folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return path.join(server.folder, name);
  };
  const settings = must('severity').replace(/Critical/, 'No severity');
  assert.match(settings, /No severity/);
  writeFileSync(path.join(server.folder, 'severity.conf'), settings);
  must('severity', 'set', path.join(server.folder, 'severity.conf'));
  must('import', 'customers', file('customers.jsonl', [
    { key: 'a', name: 'A & B', market: 'Not said', size: 'x=1&y', industry: '<b>', contacts: [{ key: 'k', title: 'No title known' }] },
    { key: 'No customer', name: 'No customer', contacts: [{ key: 'k', title: 'Zoë 日本 %41' }] },
    { key: 'c', name: 'Plain', contacts: [{ key: 'k' }] },
  ]));
  must('import', 'products', file('products.jsonl', [{ name: 'One', line: 'No product line' }, { name: 'No product' }]));
  must('import', 'cases', file('cases.jsonl', Array.from({ length: 36 }, (_, i) => ({
    // the older ones come later in the file
    number: `N${i}`, subject: `Case ${i}`, opened: new Date(Date.UTC(2026, 2, 30) - i * 40 * 3600_000).toISOString(),
    customer: ['a', 'No customer', 'c'][i % 3], ...(i % 4 < 3 ? { contact: 'k' } : {}),
    ...(i % 7 < 5 ? { product: ['One', 'No product'][i % 2] } : {}), ...(i % 5 ? { severity: 1 + i % 4 } : {}),
    agent: ['nobody', 'Nobody'][i % 2],
    ...(i % 2 ? { closed: new Date(Date.UTC(2026, 2, 31) - i * 40 * 3600_000).toISOString(), outcome: 'none', reason: 'asked' } : {}),
  }))));
  writeFileSync(path.join(server.folder, 'time.csv'), ['key,case,agent,minutes,worked_on',
    ...Array.from({ length: 36 }, (_, i) => `t${i},N${i},nobody,${5 + i},2026-03-${String(1 + i % 30).padStart(2, '0')}`)].join('\n'));
  must('import', 'time', path.join(server.folder, 'time.csv'));
  must('rate', 'set', 'role', 'agent', '60', 'EUR', '--from', '2026-01-01');
  const manager = join(server, 'mona', 'manager');
  // the API keeps blanks around a name
  assert.equal((await manager('PUT', '/api/v1/customers/c', { name: 'Plain', market: ' Pacific ' })).status, 200);
  addUser(server, 'wanda', 'writer');
  const token = must('token', 'add', 'files', '--user', 'mona', '--rights', rightsOf('manager').join(','))
    .match(/[A-Za-z0-9_-]{43,}/)[0];
  const { followed, columns } = await followNumbers(server, manager, `Bearer ${token}`,
    ['from=2026-01-01&to=2026-03-31&by=week', 'from=2026-03-01&to=2026-03-31&severity=2']);
  assert.ok(followed > 300, String(followed));
  for (const column of ['by-severity opened', 'cost-by-line cost', 'cost-by-market minutes', 'cost-by-title cost', 'by-agent closed'])
    assert.ok(columns.has(column), column);
});
