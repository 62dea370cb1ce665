// SPDX-License-Identifier: GPL-2.0-or-later
//
// What people searched, over HTTP: who sees it, what counts, which days, the
// file for spreadsheets, and that a case which follows is seen.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addToken, addUser, join, password } from './support/people.mjs';
import { Server } from './support/server.mjs';

const now = Date.UTC(2026, 0, 31, 12) / 1000;

describe('searches', () => {
  let server;
  let manager;
  let cookie;

  const read = async (query = '') => (await manager('GET', `/api/v1/searches?${query}`)).body;
  const html = async (target) => {
    const answer = await server.get(target, { headers: { cookie, accept: 'text/html' } });
    return { status: answer.status, text: await answer.text() };
  };

  before(async () => {
    server = await Server.start({ after: () => {} }, { now });
    manager = join(server, 'mia', 'manager');
    addUser(server, 'mo', 'manager');
    const answer = await server.get('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ login: 'mo', password }).toString(),
    });
    [cookie] = answer.headers.get('set-cookie').split(';');
  });
  after(() => server.remove());

  test('an empty log says so', async () => {
    assert.equal((await server.get('/searches')).status, 401);
    assert.match((await html('/searches')).text, /Nobody searched on these days\./);
    assert.deepEqual((await read()).searches, []);
  });

  test('a search is there with what came of it', async () => {
    await server.get('/api/v1/search?q=%3Dgremlin');
    const found = (await read('table=no-result')).searches;
    assert.deepEqual(found.map((row) => row.search), ['=gremlin']);
    assert.equal(found[0].opened_case, 0);
    const { text } = await html('/searches');
    assert.match(text, /1 search of 1 visit: 100 % found nothing/);
    assert.match(text, /=gremlin<\/a><\/th>/);
  });

  test('a customer who searched and then asks is counted', async () => {
    const boss = join(server, 'ann', 'agent');
    assert.equal((await boss('PUT', '/api/v1/customers/acme', { name: 'Acme' })).status, 201);
    const kim = join(server, 'kim', 'customer', '--customer', 'acme');
    const opened = await kim('POST', '/api/v1/cases', { subject: 'A gremlin', text: 'It bites.' });
    assert.equal(opened.status, 201, opened.text);
    const [row] = (await read('table=case')).searches;
    assert.equal(row.search, '=gremlin');
    assert.equal(row.opened_case, 1);
    assert.equal((await read()).total.opened_case, 1);
  });

  test('crawlers are left out, and addresses are not kept', async () => {
    const before = (await read()).total.searches;
    for (const agent of ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://crawlers.example/bot.html)', 'ExampleSpider'])
      await server.get('/api/v1/search?q=from+a+crawler', { headers: { 'user-agent': agent } });
    await server.get('/api/v1/search?q=mail+to+bob.smith%40acme.example,+not+root%40host');
    const { searches, total } = await read();
    assert.equal(total.searches, before + 1);
    assert.ok(searches.some((row) => row.search === 'mail to [address], not root@host'), JSON.stringify(searches));
    assert.ok(!JSON.stringify(searches).includes('smith'));
  });

  test('the file is safe in a spreadsheet', async () => {
    const answer = await server.get('/searches/no-result/csv', { headers: { cookie } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/csv/);
    assert.match(answer.headers.get('content-disposition'), /searches-no-result\.csv/);
    const [head, row] = (await answer.text()).split('\r\n');
    assert.match(head, /^search,visits,searches,results,/);
    assert.match(row, /^'=gremlin,1,1,0,/);
    assert.equal((await server.get('/searches/odd/csv', { headers: { cookie } })).status, 404);
  });

  test('any days can be chosen, in their order', async () => {
    assert.equal((await read('from=2026-01-31&to=2026-01-31')).searches.length, 2);
    assert.equal((await read('from=2026-01-01&to=2026-01-30')).searches.length, 0);
    assert.equal((await read('from=2024-02-29&to=2024-02-29')).searches.length, 0);
    for (const query of ['from=2026-02-01&to=2026-01-01', 'from=2026-02-30', 'to=soon']) {
      assert.equal((await manager('GET', `/api/v1/searches?${query}`)).status, 400, query);
      const { status, text } = await html(`/searches?${query}`);
      assert.equal(status, 422);
      assert.match(text, /The (first|last) day is/);
    }
    assert.match((await html('/searches?from=2026-02-01&to=2026-01-01')).text, /value="2026-02-01"/);
    assert.equal((await manager('GET', '/api/v1/searches?table=odd')).status, 400);
  });

  test('an article that readers say did not help is listed by its share', async () => {
    const [hit] = (await (await server.get('/api/v1/search?q=')).json()).hits;
    const said = await server.post('/api/v1/feedback', { article: hit.id, helpful: false });
    assert.equal(said.status, 201, await said.text());
    const { text } = await html('/searches');
    const row = text.slice(text.indexOf('id="unhelpful"'));
    assert.ok(row.includes(`>${hit.id}</a>`), row);
    // one vote of one visit: the lower bound of 80 % is 1 / (1 + 1.2816^2) = 38 %
    assert.match(row, /data-label="Views">1<.*data-label="At least">38 %/);
    const { zone, periods, unhelpful_articles: listed } = await read();
    assert.equal(zone, 'America/Chicago');
    assert.deepEqual(periods.map((period) => period.first_day), ['2026-01-26']);
    assert.equal(periods[0].searches, (await read()).total.searches);
    assert.deepEqual(listed, [{ id: hit.id, unhelpful: 1, votes: 1, views: 1, share_at_least: 0.378 }]);
    const csv = await server.get('/searches/unhelpful/csv', { headers: { cookie } });
    assert.deepEqual((await csv.text()).split('\r\n').slice(0, 2),
      ['article,unhelpful,votes,views,share_at_least', `${hit.id},1,1,1,0.378`]);
    // on the days before there was no vote
    assert.deepEqual((await read('to=2026-01-30')).unhelpful_articles, []);
  });
});

test('days are those of the calendar', async (t) => {
  // 21:00 of 31 January in Chicago
  const server = await Server.start(t, { now: Date.UTC(2026, 1, 1, 3) / 1000 });
  const manager = join(server, 'mia', 'manager');
  await server.get('/api/v1/search?q=gremlin');
  const read = async (query) => (await manager('GET', `/api/v1/searches?${query}`)).body;

  const { total, searches } = await read('from=2026-01-31&to=2026-01-31');
  assert.equal(total.searches, 1);
  assert.equal(searches[0].last_day, '2026-01-31');
  assert.equal((await read('from=2026-02-01&to=2026-02-01')).total.searches, 0);
  assert.equal((await read('')).periods[0].first_day, '2026-01-26');
});

test('a week without a search is a zero, and weeks to come are none', async (t) => {
  // a Saturday; weeks begin on the 12th, 19th and 26th
  const server = await Server.start(t, { now });
  const manager = join(server, 'mia', 'manager');
  await server.get('/api/v1/search?q=gremlin');
  const read = async (query) => (await manager('GET', `/api/v1/searches?${query}`)).body.periods
    .map((week) => [week.first_day, week.searches]);
  await read('');
  const earlier = Date.UTC(2026, 0, 14, 12) / 1000;
  const { status, stderr } = spawnSync('sqlite3', [path.join(server.data, 'searches.db'),
    `INSERT INTO searches (created_unix_s, query, filters, total, took_us, hits, key) VALUES
      (${earlier}, 'toner', '', 1, 1, '', 'toner'), (${earlier}, 'ink', '', 0, 1, '', 'ink')`],
  { encoding: 'utf8' });
  assert.equal(status, 0, stderr);

  const weeks = [['2026-01-12', 2], ['2026-01-19', 0], ['2026-01-26', 1]];
  assert.deepEqual(await read(''), weeks);
  assert.deepEqual(await read('from=2025-01-01&to=2026-12-31'), weeks);
  // cut by the days: the first one by the 15th, the last one by the 25th
  assert.deepEqual(await read('from=2026-01-15&to=2026-01-25'), []);
  assert.deepEqual(await read('to=2026-01-25'), weeks.slice(0, 2));
  const authorization = `Bearer ${addToken(server, 'mia', ['reports'])}`;
  const csv = await server.get('/searches/periods/csv', { headers: { authorization } });
  assert.deepEqual((await csv.text()).split('\r\n').slice(0, 3), [
    'first_day,searches,visits,no_result,opened_article,opened_case',
    '2026-01-12,2,2,1,0,0', '2026-01-19,0,0,0,0,0',
  ]);
  // the same by days and by months
  const days = await read('by=day');
  assert.equal(days.length, 18); // from the 14th to the 31st
  assert.deepEqual([days[0], days[1], days[17]],
    [['2026-01-14', 2], ['2026-01-15', 0], ['2026-01-31', 1]]);
  assert.deepEqual(await read('by=month&from=2025-11-05&to=2026-03-01'), [['2026-01-01', 3]]);
  assert.deepEqual(await read('by=month&from=2026-01-10'), [['2026-01-10', 3]]);
  assert.equal((await manager('GET', '/api/v1/searches?by=month')).body.by, 'month');
  assert.equal((await manager('GET', '/api/v1/searches?by=year')).status, 400);
  const monthly = await server.get('/searches/periods/csv?by=month&from=2026-01-01', { headers: { authorization } });
  assert.equal((await monthly.text()).split('\r\n')[1], '2026-01-01,3,3,2,0,0');
});
