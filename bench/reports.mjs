// SPDX-License-Identifier: GPL-2.0-or-later
//
// How long each report takes over a million generated cases of ten years, and the
// pages of searches over as many searches of a year, on a server on loopback with
// articles, and how long the server reads after its start.
//
// usage: node bench/reports.mjs PROGRAM [CASES [ARTICLES]]
// The stores are written in SQL by sqlite3, each in one transaction.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const [program, wanted = '1000000', wantedArticles = '50000'] = process.argv.slice(2);
const cases = Number(wanted);
const articles = Number(wantedArticles);
const folder = mkdtempSync(path.join(tmpdir(), 'solvent-reports-'));
const data = path.join(folder, 'data');
const password = 'a long enough password';
const runs = 7;

function must(command, args, input) {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}: ${stderr}`);
  return stdout;
}

// Ten years up to the end of 2025; one case in eight is open or has waited.
const sql = `
BEGIN;
INSERT INTO product_lines (name, launched_on) SELECT 'Line ' || value, '2018-01-01' FROM generate_series(1, 5);
INSERT INTO products (name, line_id, launched_on) SELECT 'Product ' || value, 1 + value % 5, date('2016-01-01', '+' || (value * 60) || ' days') FROM generate_series(1, 40);
INSERT INTO agents (key, name, email) SELECT 'agent' || value, 'Agent ' || value, '' FROM generate_series(1, 60);
INSERT INTO customers (key, name, market, size, industry, salesperson) SELECT 'c' || value, 'Customer ' || value, 'Market ' || value % 7, 'Size ' || value % 4, 'Industry ' || value % 20, 'Person ' || value % 15 FROM generate_series(1, 5000);
INSERT INTO contacts (customer_id, key, name, title, email) SELECT value, 'k', 'Contact', 'Title ' || value % 9, '' FROM generate_series(1, 5000);
INSERT INTO cases (id, number, customer_id, contact_id, product_id, product_version, agent_id, subject, state, severity, opened_unix_s, closed_unix_s, outcome, reason, reopened_count, change)
SELECT value, 'n' || value, 1 + (value * 7919) % 5000, 1 + (value * 7919) % 5000, 1 + (value * 31) % 40, '', 1 + value % 60, 'Case ' || value,
  iif(value % 16 = 0, 'open', 'closed'), 1 + value % 4, 1451606400 + value * 315532800 / ${cases},
  iif(value % 16 = 0, NULL, 1451606400 + value * 315532800 / ${cases} + 3600 + (value * 7907) % 900000),
  iif(value % 16 = 0, NULL, CASE value % 3 WHEN 0 THEN 'known' WHEN 1 THEN 'new' ELSE 'none' END), NULL, 0, value
FROM generate_series(1, ${cases});
UPDATE counters SET value = ${cases} WHERE name = 'change';
INSERT INTO messages (case_id, author, author_name, text, created_unix_s, is_imported) SELECT id, 'agent', '', 'An answer.', opened_unix_s + 600 + (id * 101) % 40000, 0 FROM cases WHERE id % 4 <> 0;
INSERT INTO links (case_id, article_id, kind, comment, who, created_unix_s, reopened_count, is_imported) SELECT id, 'article-' || (id * 13) % ${articles}, 'resolved', '', '', closed_unix_s, 0, 0 FROM cases WHERE outcome IN ('known', 'new');
INSERT INTO case_steps (case_id, at_unix_s, step, severity, who) SELECT id, opened_unix_s + 700, 'waiting', NULL, 'a' FROM cases WHERE id % 8 = 1;
INSERT INTO case_steps (case_id, at_unix_s, step, severity, who) SELECT id, opened_unix_s + 2700, 'going on', NULL, 'c' FROM cases WHERE id % 8 = 1;
INSERT INTO time_entries (key, case_id, agent_id, minutes, worked_on, note) SELECT 't' || id, id, agent_id, 5 + id % 90, date(opened_unix_s, 'unixepoch'), '' FROM cases;
INSERT INTO rates VALUES ('role', 'agent', '2015-01-01', 6000, 'EUR'), ('role', 'agent', '2020-01-01', 7250, 'EUR');
INSERT INTO incomes (customer_id, period, reference, amount, currency) SELECT 1 + value % 5000, printf('%d-%02d', 2016 + value / 60000, 1 + value / 5000 % 12), '', 10000 + value, 'EUR' FROM generate_series(0, 599999);
COMMIT;
ANALYZE;`;

// As many searches as cases, in visits of three, over the last 365 days: half of them of 2,000 words,
// the others of 300,000; one in five without a result, one in three with an article opened.
const end = Math.floor(Date.now() / 1000);
const searches = `
BEGIN;
INSERT INTO searches (created_unix_s, query, filters, total, took_us, hits, session, key, opened, is_case_after)
SELECT ${end} - 31450000 + value * 31450000 / ${cases}, 'words ' || k, '', iif(k % 5 = 0, 0, 1 + k % 40), 900, 'article-1', 1 + value / 3 * 7919,
  'words ' || k, iif(value % 3 = 0 AND k % 5 <> 0, 'article-' || (k % ${articles}), ''), value % 17 = 0
FROM (SELECT value, iif(value % 2 = 0, (value * 7919) % 2000, (value * 104729) % 300000) AS k FROM generate_series(1, ${cases}));
COMMIT;
ANALYZE;`;

// Ten in a folder are a draft, each third has a fix that ships; forty people own them.
function writeArticles(folderOf) {
  for (let i = 0; i < articles; i++) {
    if (i % 1000 === 0) mkdirSync(path.join(folderOf, `${i / 1000}`), { recursive: true });
    const state = i % 100 === 0 ? 'draft' : 'published';
    const fixed = i % 3 === 0 ? 'fixed_in: "2.1"\n' : '';
    writeFileSync(path.join(folderOf, `${Math.floor(i / 1000)}`, `article-${i}.md`),
      `---\nid: article-${i}\nowner: agent${1 + i % 40}\nstate: ${state}\n${fixed}---\n# Problem ${i} of part ${i % 977}\n\n`
      + `## Symptoms\n\nPart ${i % 977} stops with error ${i}.\n\n## Resolution\n\nReplace part ${i % 977}.\n`);
  }
}

// A server on `data`; its address and how to end it.
async function serve() {
  const server = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--no-index'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: server.stdout });
  const line = await new Promise((resolve) => { lines.once('line', resolve); });
  return { url: /http:\S+/.exec(line)[0], pid: server.pid, end: () => server.kill('SIGTERM'), ended: new Promise((resolve) => { server.once('exit', resolve); }) };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
try {
  must(program, ['user', 'add', 'manager', '--role', 'manager', '--data', data], `${password}\n`);
  const token = /[A-Za-z0-9_-]{43,}/.exec(must(program,
    ['token', 'add', 'bench', '--user', 'manager', '--rights', 'reports,cases:read,time:read', '--data', data]))[0];
  writeArticles(path.join(folder, 'articles'));
  must(program, ['index', path.join(folder, 'articles'), '--data', data]);
  // the log is made by whoever serves
  const first = await serve();
  first.end();
  await first.ended;
  const written = performance.now();
  must('sqlite3', [path.join(data, 'solvent.db')], sql);
  must('sqlite3', [path.join(data, 'searches.db')], searches);
  console.log(`${cases} cases written in ${((performance.now() - written) / 1000).toFixed(1)} s`);
  const server = await serve();
  const get = async (target) => {
    const begun = performance.now();
    const answer = await fetch(server.url + target, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${text.slice(0, 300)}`);
    return { took: performance.now() - begun, text };
  };
  const range = 'from=2016-01-01&to=2025-12-31';
  // The server reads by itself from its start on; until then it says how far it is.
  const begun = performance.now();
  const refused = [];
  for (;;) {
    const asked = performance.now();
    const answer = await fetch(`${server.url}/api/v1/reports/link-rate?${range}`,
      { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
    const text = await answer.text();
    if (answer.status === 200) break;
    if (answer.status !== 503) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
    refused.push(performance.now() - asked);
  }
  console.log(`from the start to the first report: ${((performance.now() - begun) / 1000).toFixed(2)} s; `
    + `${refused.length} answers said how far it was, the slowest after ${(Math.max(0, ...refused) / 1000).toFixed(2)} s`);
  const list = JSON.parse((await get('/api/v1/reports')).text).reports;
  const found = [];
  for (const { name } of list) {
    const more = name === 'usage' ? '&customer=c1' : '';
    for (const by of ['', '&by=day', '&by=week', '&by=month']) {
      // days are too many to be read in ten years: one year of them
      const days = by === '&by=day' ? 'from=2025-01-01&to=2025-12-31' : range;
      const took = [];
      for (let i = 0; i < runs; i++) took.push((await get(`/api/v1/reports/${name}?${days}${more}${by}`)).took);
      found.push([name + by, median(took), Math.max(...took)]);
    }
  }
  console.log('\n| report | median, ms | worst, ms |\n| --- | --: | --: |');
  for (const [name, middle, worst] of found) console.log(`| ${name} | ${middle.toFixed(0)} | ${worst.toFixed(0)} |`);
  const year = `from=${new Date((end - 364 * 86400) * 1000).toISOString().slice(0, 10)}&to=${new Date(end * 1000).toISOString().slice(0, 10)}`;
  const lists = ['opened-closed/cases?column=opened', 'by-product/cases?column=minutes&row=Product 7', 'cost-by-customer/cases?column=cost&currency=EUR'];
  for (const target of [...lists.flatMap((one) => [`/reports/${one}&`, `/api/v1/reports/${one}&limit=100&`]), '/searches', '/searches?', '/api/v1/searches?', '/api/v1/searches?table=no-result&',
    '/api/v1/searches?table=no-click&', '/api/v1/searches?table=case&', '/searches/top/csv?', '/searches/unhelpful/csv?',
    '/api/v1/reports/self-service?', ...['manager', 'writer', 'sales', 'accounting'].map((role) => `/api/v1/reports/for/${role}`)]) {
    const took = [];
    const days = target.includes('/cases?') ? range : year;
    for (let i = 0; i < runs; i++) took.push((await get(target.includes('?') ? target + days : target)).took);
    found.push([target, median(took), Math.max(...took)]);
    console.log(`| ${target} | ${median(took).toFixed(0)} | ${Math.max(...took).toFixed(0)} |`);
  }
  const status = must('grep', ['VmRSS', `/proc/${server.pid}/status`]);
  console.log(`\nmemory of the server: ${(Number(/\d+/.exec(status)[0]) / 1024).toFixed(0)} MiB`);
  server.end();
  await server.ended;
  const slow = found.filter(([, middle]) => middle > 300);
  if (slow.length > 0) {
    console.error(`over 300 ms: ${slow.map(([name]) => name).join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
