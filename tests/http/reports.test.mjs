// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reports over HTTP: who sees which of them, what an empty store and a wrong
// range answer, and that page, API and file say the same.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addToken, addUser, as, rightsOf } from './support/people.mjs';
import { Server, root, run } from './support/server.mjs';

// The table itself says which roles see a report.
const source = readFileSync(path.join(root, 'src/core/insight/report.def'), 'utf8')
  .replace(/\/\*[^]*?\*\//g, '').replace(/#define[^\n]*(\\\n[^\n]*)*/g, '');
const roles = ['writer', 'manager', 'admin', 'sales', 'marketing', 'accounting', 'developer'];
const money = [0, 1, 1, 0, 0, 1, 0];
const reports = [
  ...[...source.matchAll(/^REPORT\(\w+,\s+"([a-z-]+)"[^]*?((?:[01],\s*){6}[01])\)/gm)]
    .map(([, name, may]) => ({ name, may: may.split(',').map(Number) })),
  ...[...source.matchAll(/^(?:COSTS|PROFITS)\(\w+,\s+"([a-z-]+)"/gm)]
    .map(([, name]) => ({ name, may: money })),
];

describe('reports', () => {
  let server;
  const users = {};

  before(async () => {
    server = await Server.start({ after() {} }, { now: 1772582400 }); // 2026-03-04
    for (const role of ['agent', ...roles]) {
      addUser(server, role, role);
      users[role] = as(server, role, rightsOf(role));
    }
  });
  after(() => server.remove());

  test('the_table_is_read_whole', () => assert.ok(reports.length > 20, String(reports.length)));

  test('each_role_sees_the_reports_of_the_table_and_no_other', async () => {
    for (const [place, role] of roles.entries()) {
      const { status, body } = await users[role]('GET', '/api/v1/reports');
      assert.equal(status, 200);
      assert.deepEqual(body.reports.map((one) => one.name).sort(),
        reports.filter((one) => one.may[place]).map((one) => one.name).sort());
      for (const { name, may } of reports) {
        const answer = await users[role]('GET', `/api/v1/reports/${name}`);
        assert.equal(answer.status, may[place] ? 200 : 403, `${role} ${name}: ${answer.text}`);
        if (may[place]) assert.match(answer.body.sentence, /\.$/, name);
        else assert.doesNotMatch(answer.text, /"rows"/);
        for (const target of [`/reports/${name}`, `/reports/${name}/csv`]) {
          const page = await server.get(target, { headers: await bearer(role) });
          assert.equal(page.status, may[place] ? 200 : 403, `${role} ${target}`);
        }
      }
    }
  });

  test('money_is_for_managers_and_accounting_alone', async () => {
    for (const role of ['writer', 'sales', 'marketing', 'developer']) {
      const { body } = await users[role]('GET', '/api/v1/reports');
      assert.deepEqual(body.reports.filter((one) => one.has_money), []);
    }
  });

  test('the_cases_behind_a_number_are_for_who_may_read_them_and_their_time', async () => {
    for (const [place, role] of roles.entries()) {
      const rights = rightsOf(role);
      for (const [report, column, needs] of [['opened-closed', 'opened', ['cases:read']],
        ['by-product', 'minutes', ['cases:read', 'time:read']], ['cost-by-customer', 'minutes', ['cases:read', 'time:read']]]) {
        const may = reports.find((one) => one.name === report).may[place] && needs.every((one) => rights.includes(one));
        const target = `/reports/${report}/cases?column=${column}`;
        const { status, text } = await users[role]('GET', `/api/v1${target}`);
        assert.equal(status, may ? 200 : 403, `${role} ${target}: ${text}`);
        assert.equal((await server.get(target, { headers: await bearer(role) })).status, may ? 200 : 403);
        if (!may) assert.doesNotMatch(text, /case_count/);
      }
    }
  });

  test('a_filter_says_no_more_than_the_reports_that_one_may_see', async () => {
    assert.equal((await users.admin('PUT', '/api/v1/customers/mill', { name: 'Mill' })).status, 201);
    const may = (name) => reports.find((one) => one.name === name).may;
    for (const [place, role] of roles.entries()) {
      for (const [filter, report] of [['customer=mill', 'by-customer'], ['agent=nobody', 'by-agent']]) {
        const { status, text } = await users[role]('GET', `/api/v1/reports/opened-closed?${filter}`);
        const found = filter.startsWith('agent') ? 400 : 200; // there is no such agent
        assert.equal(status, may(report)[place] ? found : 403, `${role} ${filter}: ${text}`);
      }
      const page = await (await server.get('/reports/opened-closed', { headers: await bearer(role) })).text();
      assert.equal(page.includes('name="customer"'), may('by-customer')[place] === 1, role);
      assert.equal(page.includes('name="agent"'), may('by-agent')[place] === 1, role);
    }
  });

  test('agents_customers_and_strangers_see_no_report', async () => {
    assert.equal((await users.admin('PUT', '/api/v1/customers/acme', { name: 'Acme' })).status, 201);
    assert.equal(run(['user', 'add', 'kim', '--role', 'customer', '--customer', 'acme', '--data', server.data],
      { input: 'a long enough password\n' }).status, 0);
    for (const role of ['agent', 'customer']) {
      const login = role === 'customer' ? 'kim' : role;
      const headers = { authorization: `Bearer ${addToken(server, login, rightsOf(role))}`, accept: 'text/html' };
      for (const { name } of reports) {
        for (const target of [`/reports/${name}`, `/reports/${name}/csv`, `/api/v1/reports/${name}`]) {
          for (const [who, status] of [[headers, 403], [{ accept: 'text/html' }, 401]]) {
            const answer = await server.get(target, { headers: who });
            assert.equal(answer.status, status, `${role} ${target}`);
            assert.doesNotMatch(await answer.text(), /"rows"|<table/);
          }
        }
      }
    }
    assert.equal((await users.agent('GET', '/api/v1/reports')).status, 403);
    assert.equal((await users.agent('GET', '/api/v1/reports/backlog')).status, 403);
    assert.equal((await server.get('/reports')).status, 401);
    assert.equal((await server.get('/api/v1/reports/backlog')).status, 401);
  });

  test('a_department_has_its_own_page_and_not_that_of_another', async () => {
    const get = async (role, target) =>
      (await server.get(target, { headers: await bearer(role) })).status;
    assert.equal(await get('sales', '/reports/for/sales'), 200);
    const html = async (target) => (await server.get(target, { headers: await bearer('manager') })).text();
    assert.match(await html('/reports'), /href="\/reports\/goals"/);
    assert.doesNotMatch(await html('/reports/for/sales'), /href="\/reports\/goals"/);
    assert.equal(await get('sales', '/reports/for/accounting'), 403);
    assert.equal(await get('manager', '/reports/for/accounting'), 200);
    assert.equal(await get('manager', '/reports/for/agent'), 404);
    assert.equal(await get('manager', '/reports/for/nobody'), 404);
  });

  test('the_key_figures_of_a_department_are_those_of_its_reports', async () => {
    for (const [place, role] of roles.entries()) {
      const { status, body } = await users[role]('GET', `/api/v1/reports/for/${role}`);
      assert.equal(status, 200);
      assert.ok(body.figures.length >= 5, role);
      for (const figure of body.figures) {
        assert.equal(reports.find((one) => one.name === figure.report).may[place], 1, `${role} ${figure.report}`);
        const columns = (await users[role]('GET', `/api/v1/reports/${figure.report}`)).body.columns;
        assert.equal(columns.find((one) => one.key === figure.column).unit, figure.unit);
        for (const { from, to, values } of [figure.now, figure.before]) {
          const { totals } = (await users[role]('GET', `/api/v1/reports/${figure.report}?from=${from}&to=${to}`)).body;
          assert.deepEqual(values.map((one) => one.value),
            totals.map((one) => one[figure.column]).filter((one) => one !== null));
        }
      }
      const page = await (await server.get(`/reports/for/${role}`, { headers: await bearer(role) })).text();
      for (const { title } of body.figures)
        assert.ok(page.includes(`>${title}</a></th>`), `${role}: ${title}`);
    }
    for (const target of ['/api/v1/reports/for/accounting', '/api/v1/reports/for/manager'])
      assert.equal((await users.sales('GET', target)).status, 403);
    for (const nobody of ['agent', 'customer', 'nobody'])
      assert.equal((await users.manager('GET', `/api/v1/reports/for/${nobody}`)).status, 404);
  });

  test('a_wrong_range_is_told_and_what_was_typed_comes_back', async () => {
    const wrong = [
      ['from=2026-03-04&to=2026-03-01', /begins on 2026-03-04, after its end on 2026-03-01/],
      ['from=2026-02-29', /&quot;2026-02-29&quot; is not in the calendar/],
      ['to=yesterday', /&quot;yesterday&quot; is not in the calendar/],
      ['from=1969-12-31', /not between 1970 and 2199/],
      ['by=year', /&quot;year&quot; is no period/],
      ['severity=9', /There is no severity &quot;9&quot;/],
      ['product=Nothing', /There is no product &quot;Nothing&quot;/],
      ['customer=%3Cb%3E', /There is no customer &quot;&lt;b&gt;&quot;/],
      ['agent=x', /There is no agent &quot;x&quot;/],
      ['from=1990-01-01&by=day', /too long to be read/],
    ];
    for (const [query, sentence] of wrong) {
      const page = await server.get(`/reports/backlog?${query}`, { headers: await bearer('manager') });
      const html = (await page.text()).replaceAll('"', '&quot;');
      assert.equal(page.status, 400, query);
      assert.match(html, sentence);
      assert.doesNotMatch(html, /<table/);
      assert.equal((await users.manager('GET', `/api/v1/reports/backlog?${query}`)).status, 400);
    }
    const page = await server.get('/reports/backlog?from=2026-02-29&to=2026-03-01',
      { headers: await bearer('manager') });
    assert.match(await page.text(), /name="from" value="2026-02-29"/);
  });

  test('a_leap_day_is_a_day_where_there_is_one', async () => {
    const { status, body } = await users.manager('GET',
      '/api/v1/reports/opened-closed?from=2024-02-29&to=2024-02-29');
    assert.equal(status, 200);
    assert.deepEqual([body.from, body.to, body.by, body.rows.length], ['2024-02-29', '2024-02-29', 'day', 1]);
  });

  test('an_empty_store_has_nothing_to_count_and_says_so', async () => {
    for (const { name } of reports) {
      const { status, body } = await users.admin('GET',
        `/api/v1/reports/${name}?from=2015-01-01&to=2025-12-31`);
      assert.equal(status, 200, name);
      assert.ok(body.sentence.length > 20, name);
    }
  });

  test('days_are_those_of_the_calendar_and_what_changes_is_counted_at_once', async () => {
    // 04:30 UTC on 3 March is 22:30 on 2 March in Chicago
    const file = path.join(server.folder, 'cases.jsonl');
    writeFileSync(file, `${JSON.stringify({
      number: '77', customer: 'Zoo', product: '=1+1', subject: 'Late', opened: '2026-03-03T04:30:00Z',
      closed: '2026-03-03T15:00:00Z', outcome: 'none', reason: 'asked',
    })}\n`);
    const imported = run(['import', 'cases', file, '--data', server.data]);
    assert.equal(imported.status, 0, imported.stderr);
    const { body } = await users.manager('GET',
      '/api/v1/reports/opened-closed?from=2026-03-01&to=2026-03-04');
    assert.equal(body.zone, 'America/Chicago');
    assert.deepEqual(body.rows.map((row) => [row.period, row.opened, row.closed, row.backlog]), [
      ['2026-03-01', 0, 0, 0], ['2026-03-02', 1, 0, 1], ['2026-03-03', 0, 1, 0], ['2026-03-04', 0, 0, 0],
    ]);
    assert.deepEqual(body.totals.map((row) => [row.opened, row.closed]), [[1, 1]]);
  });

  test('the_file_is_safe_in_a_spreadsheet_and_names_its_units', async () => {
    const answer = await server.get('/reports/by-product/csv?from=2026-03-01&to=2026-03-04',
      { headers: await bearer('manager') });
    const lines = (await answer.text()).split('\r\n');
    assert.match(answer.headers.get('content-disposition'),
      /filename="by-product-2026-03-01-2026-03-04\.csv"/);
    assert.equal(lines[0],
      'Product,Opened,Closed,Open at the end,Closed as known (percent),Worked (minutes)');
    assert.equal(lines[1], "'=1+1,1,1,0,,0");
  });

  const tokens = {};
  async function bearer(role) {
    tokens[role] ??= addToken(server, role, rightsOf(role));
    return { authorization: `Bearer ${tokens[role]}`, accept: 'text/html' };
  }
});

test('a_year_before_29_February_is_the_28th', async (t) => {
  const server = await Server.start(t, { now: Date.UTC(2028, 1, 29, 12) / 1000 });
  addUser(server, 'acca', 'accounting');
  const { body } = await as(server, 'acca', rightsOf('accounting'))('GET', '/api/v1/reports/for/accounting');
  const range = ({ from, to }) => [from, to];
  const cost = body.figures.find((one) => one.column === 'cost');
  assert.deepEqual(range(cost.now), ['2027-03-01', '2028-02-29']);
  assert.deepEqual(range(cost.before), ['2026-03-01', '2027-02-28']);
  const minutes = body.figures.find((one) => one.column === 'mean');
  assert.deepEqual(range(minutes.now), ['2027-12-13', '2028-02-29']);
  assert.deepEqual(range(minutes.before), ['2027-09-20', '2027-12-07']);
});

test('when_all_data_are_older_the_page_leads_to_the_newest', async (t) => {
  const server = await Server.start(t, { now: 1772582400 }); // 2026-03-04
  const file = path.join(server.folder, 'cases.jsonl');
  addUser(server, 'mo', 'manager');
  const headers = { authorization: `Bearer ${addToken(server, 'mo', ['reports'])}`, accept: 'text/html' };
  const html = async (target) => (await server.get(target, { headers })).text();
  const query = async (target) => /class="older">[^<]*<time>([0-9-]+)<\/time>. <a href="([^"]*)"/.exec(await html(target))?.slice(1);
  assert.equal(await query('/reports/opened-closed'), undefined, 'nothing at all is not old');
  writeFileSync(file, JSON.stringify({
    number: 'O1', customer: 'A', subject: 'Old', opened: '2025-01-06T12:00:00Z', closed: '2025-01-08T12:00:00Z',
    product: 'Mill',
  }));
  assert.equal(run(['import', 'cases', file, '--data', server.data]).status, 0);
  assert.deepEqual(await query('/reports/opened-closed'), ['2025-01-08', '?to=2025-01-08']);
  assert.deepEqual(await query('/reports/by-severity?product=Mill'), ['2025-01-08', '?to=2025-01-08&amp;product=Mill']);
  assert.match(await html('/reports/opened-closed?to=2025-01-08'), /1 case was opened and 1 closed/);
  assert.equal(await query('/reports/opened-closed?to=2025-01-08'), undefined);
  assert.equal(await query('/reports/drafts'), undefined, 'it has no range');
  // visits are another matter: nobody searched
  assert.equal(await query('/reports/self-service'), undefined);
  assert.doesNotMatch(await html('/searches'), /newest search/);
});
