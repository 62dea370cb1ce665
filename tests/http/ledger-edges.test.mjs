// SPDX-License-Identifier: GPL-2.0-or-later
//
// A second ledger, of what is at an edge: days far from UTC, the two days on which
// the clocks are changed, a leap day, a case that is part of another, one that was
// opened again, a customer of whom nothing is known, two currencies in rates and
// income, and credit notes. Each figure has its working beside it; then the
// terminal, the API and the files are compared for each report.
//
// Auckland is 13 hours before UTC until Sunday 7 April 2024, 12 hours from then
// until Sunday 29 September, 13 again after it. Business hours: Monday to Friday
// 7:00-18:00. The four severities are those to begin with.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { followNumbers } from './support/numbers.mjs';
import { addUser, join, password, rightsOf } from './support/people.mjs';
import { Server, run } from './support/server.mjs';

const now = Date.UTC(2024, 10, 1) / 1000;
const whole = ['--from', '2024-02-28', '--to', '2024-10-31'];
const closed = (day, outcome, ...articles) => ({ closed: day, outcome, articles });
const cases = [
  // Wednesday 28 February 23:59:59 to Thursday the 29th 11:00: 4 business hours
  { number: 'L1', customer: 'anz', contact: 'cap', product: 'Kea', agent: 'ana', severity: 1, fix_id: 'BUG-1',
    fixed_in: '2.0', opened: '2024-02-28T10:59:59Z', ...closed('2024-02-28T22:00:00Z', 'known', 'a1') },
  // the whole leap day, Thursday: 11 business hours
  { number: 'L2', customer: 'anz', product: 'Kea', agent: 'ana', severity: 2, opened: '2024-02-28T11:00:00Z',
    ...closed('2024-02-29T10:59:59Z', 'none'), reason: 'asked' },
  // the first second of March
  { number: 'L3', customer: 'bare', product: 'Moa', agent: 'ben', fix_id: 'BUG-2', opened: '2024-02-29T11:00:00Z' },
  // a part of L3, with work of its own
  { number: 'M1', customer: 'bare', product: 'Rock', agent: 'ben', severity: 3, fix_id: 'BUG-1',
    opened: '2024-03-01T00:00:00Z', closed: '2024-03-01T01:00:00Z', merged_into: 'L3' },
  // the whole Sunday of 25 hours, after it had been closed once before
  { number: 'R1', customer: 'anz', product: 'Moa', agent: 'ben', severity: 1, reopened: 1,
    opened: '2024-04-06T11:00:00Z', ...closed('2024-04-07T11:59:59Z', 'new', 'a2') },
  // the first second of Monday the 8th
  { number: 'R2', customer: 'bare', severity: 4, opened: '2024-04-07T12:00:00Z' },
  // the whole Sunday of 23 hours
  { number: 'S1', customer: 'bare', product: 'Kea', agent: 'ana', severity: 2, opened: '2024-09-28T12:00:00Z',
    ...closed('2024-09-29T10:59:59Z', 'known', 'a1') },
  // Monday the 30th 0:00 to Tuesday 1 October 13:00: 11 + 6 business hours
  { number: 'S2', customer: 'anz', agent: 'ben', severity: 2, fix_id: 'BUG-1', opened: '2024-09-29T11:00:00Z',
    ...closed('2024-10-01T00:00:00Z', 'known', 'a1') },
].map((one) => ({ ...one, subject: `Case ${one.number}` }));
// L1 60, L2 25, L3 15 and 10 of its part, R1 61, S1 7 by a developer, S2 90 and 30
const time = ['t1,L1,ana,40,2024-02-28', 't2,L1,ana,20,2024-02-29', 't3,L2,ana,25,2024-02-29',
  't4,L3,ben,15,2024-03-01', 't5,M1,ben,10,2024-03-01', 't6,R1,ben,61,2024-04-07', 't7,S1,dev,7,2024-09-29',
  't8,S2,ben,90,2024-09-30', 't9,S2,ana,30,2024-10-01'];

describe('a ledger of edges', () => {
  let server;
  let manager;

  const must = (args, input) => {
    const { status, stdout, stderr } = run([...args, '--data', server.data],
      { input, env: { ...process.env, SOLVENT_NOW: String(now) } });
    assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const file = (name, text) => {
    writeFileSync(path.join(server.folder, name), text);
    return path.join(server.folder, name);
  };
  const report = (name, range = whole, ...more) =>
    JSON.parse(must(['report', name, '--json', ...range, ...more]));
  const days = (from, to) => ['--from', from, '--to', to];
  const rows = (found, ...keys) => found.rows.map((row) => keys.map((key) => row[key]));
  const totals = (found, ...keys) => found.totals.map((row) => keys.map((key) => row[key]));

  before(async () => {
    server = await Server.start({ after() {} }, { now });
    const settings = must(['severity']).replace('America/Chicago', 'Pacific/Auckland');
    assert.match(settings, /Pacific\/Auckland/);
    must(['severity', 'set', file('severity.conf', settings)]);
    must(['import', 'customers', file('customers.jsonl', [
      { key: 'anz', name: 'Anz', market: 'Pacific', size: 'large', industry: 'Fishing', salesperson: 'Sal',
        contacts: [{ key: 'cap', title: 'Captain' }] }, { key: 'bare' },
    ].map((one) => JSON.stringify(one)).join('\n'))]);
    must(['import', 'products', file('products.csv',
      'name,line,launched_on,line_launched_on\nKea,Birds,2024-02-29,2024-03-01\nMoa,Birds,,2024-03-01\n')]);
    must(['user', 'add', 'dev', '--role', 'developer'], `${password}\n`);
    must(['import', 'cases', file('cases.jsonl', cases.map((one) => JSON.stringify(one)).join('\n'))]);
    must(['import', 'time', file('time.csv', ['key,case,agent,minutes,worked_on', ...time].join('\n'))]);
    must(['rate', 'set', 'role', 'agent', '33.33', 'NZD', '--from', '2024-01-01']);
    must(['rate', 'set', 'role', 'developer', '100', 'NZD', '--from', '2024-01-01']);
    must(['rate', 'set', 'agent', 'ben', '40.00', 'AUD', '--from', '2024-04-01']);
    must(['import', 'income', file('income.csv', ['customer,period,amount,currency',
      'anz,2024-02,100.00,NZD', 'anz,2024-04,-30.00,NZD', 'bare,2024-09,(5.00),AUD', ''].join('\n'))]);
    manager = join(server, 'mona', 'manager');
    addUser(server, 'ada', 'admin');
  });
  after(() => server.remove());

  test('days_begin_at_midnight_in_auckland', () => {
    const by = (from, to) =>
      rows(report('opened-closed', days(from, to), '--by', 'day'), 'period', 'opened', 'closed', 'backlog');
    assert.deepEqual(by('2024-02-28', '2024-03-01'), [
      ['2024-02-28', 1, 0, 1], // L1 in its last second
      ['2024-02-29', 1, 2, 0], // L2; L1 and L2
      ['2024-03-01', 1, 0, 1], // L3, and M1 is a part of it
    ]);
    assert.deepEqual(by('2024-04-06', '2024-04-08'), [
      ['2024-04-06', 0, 0, 1], ['2024-04-07', 1, 1, 1], ['2024-04-08', 1, 0, 2]]); // R1, R1; R2
    assert.deepEqual(by('2024-09-28', '2024-10-01'), [
      ['2024-09-28', 0, 0, 2], ['2024-09-29', 1, 1, 2], ['2024-09-30', 1, 0, 3], ['2024-10-01', 0, 1, 2]]);
    // one day alone, the leap day
    assert.deepEqual(by('2024-02-29', '2024-02-29'), [['2024-02-29', 1, 2, 0]]);
  });

  test('the_backlog_by_month', () => {
    assert.deepEqual(rows(report('backlog', whole, '--by', 'month'), 'period', 'opened', 'closed', 'backlog'), [
      ['2024-02', 2, 2, 0], ['2024-03', 1, 0, 1], ['2024-04', 2, 1, 2], ['2024-05', 0, 0, 2],
      ['2024-06', 0, 0, 2], ['2024-07', 0, 0, 2], ['2024-08', 0, 0, 2], ['2024-09', 2, 1, 3],
      ['2024-10', 0, 1, 2]]);
  });

  test('by_severity_product_customer_and_agent', () => {
    // Critical: L1 answered after 4 h (30 min were allowed), R1 on a Sunday, after none.
    // High: L2 after 11 h and S2 after 17 h (2 h), S1 on a Sunday. All fixes in time.
    assert.deepEqual(rows(report('by-severity'), 'severity', 'opened', 'closed', 'open', 'replies_in_time',
      'fixes_in_time', 'minutes'), [
      ['No severity', 1, 0, 1, null, null, 25], // L3 with its part
      ['Critical', 2, 2, 0, 0.5, 1, 121], // 60 + 61
      ['High', 3, 3, 0, 0.3333, 1, 152], // 25 + 7 + 120
      ['Low', 1, 0, 1, null, null, 0]]);
    assert.deepEqual(rows(report('by-product'), 'product', 'opened', 'closed', 'open', 'known', 'minutes'), [
      ['Kea', 3, 3, 0, 1, 92], // L1, L2, S1: two known, none new; 60 + 25 + 7
      ['No product', 2, 1, 1, 1, 120], // R2, S2
      ['Moa', 2, 1, 1, 0, 86]]); // L3, R1, which is new; 25 + 61
    assert.deepEqual(rows(report('by-customer'), 'customer', 'opened', 'closed', 'open', 'minutes'), [
      ['Anz', 4, 4, 0, 266], ['bare', 3, 1, 2, 32]]); // 60 + 25 + 61 + 120; 25 + 7
    // cases are the owner's, minutes whose work they were
    assert.deepEqual(rows(report('by-agent'), 'agent', 'opened', 'closed', 'open', 'replies_in_time', 'link_rate',
      'minutes'), [
      ['ana', 3, 3, 0, 0.3333, 0.6667, 115], // L1, L2, S1; 40 + 20 + 25 + 30
      ['ben', 3, 2, 1, 0.5, 1, 176], // L3, R1, S2; 15 + 10 + 61 + 90
      ['Nobody', 1, 0, 1, null, null, 0], // R2
      ['dev', 0, 0, 0, null, null, 7]]);
  });

  test('replies_and_fixes_across_nights_and_sundays', () => {
    // 0, 0, 4, 11, 17 h; three of five are half, five of five are nine tenths
    const hours = (count) => count * 3600;
    assert.deepEqual(totals(report('first-reply'), 'replies', 'with_target', 'met', 'in_time', 'median', 'p90'),
      [[5, 5, 2, 0.4, hours(4), hours(17)]]);
    assert.deepEqual(totals(report('fix-time'), 'closed', 'met', 'median', 'p90', 'reopened'),
      [[5, 5, hours(4), hours(17), 1]]);
    // closed: 60, 25, 61, 7, 120 = 273; 273 / 5 = 54.6
    assert.deepEqual(totals(report('minutes-per-case'), 'mean', 'median', 'p90', 'case_minutes', 'minutes'),
      [[55, 60, 120, 273, 298]]);
    assert.deepEqual(totals(report('developer-hours'), 'developer_minutes', 'minutes', 'share'),
      [[7, 298, 0.0235]]);
  });

  test('what_a_permanent_fix_would_save', () => {
    assert.deepEqual(rows(report('change-requests'), 'fix', 'minutes', 'cases', 'customers', 'open', 'shipped'), [
      ['BUG-1', 180, 2, 1, 0, 1], // L1 60, S2 120, and not the part of L3
      ['BUG-2', 25, 1, 1, 1, 0]]);
    assert.deepEqual(rows(report('reuse'), 'article', 'solved', 'customers', 'minutes'), [
      ['a1', 3, 2, 187], ['a2', 1, 1, 61]]); // 60 + 7 + 120
  });

  test('cost_and_income_in_two_currencies_and_below_nothing', () => {
    // per hour 33.33 NZD, and 40.00 AUD for Ben from April on; a developer's 100 NZD
    // Anz: L1 33.33 + L2 13.8875 + S2 16.665 = 63.8825 NZD; R1 40.6666 + S2 60.00 = 100.6666 AUD
    // bare: L3 13.8875 + S1 11.6666 = 25.5541 NZD; its only income is a credit note in AUD
    // Income of February counts on its first day.
    const money = days('2024-02-01', '2024-10-31');
    const found = report('cost-by-customer', money);
    assert.deepEqual(rows(found, 'customer', 'currency', 'minutes', 'cost', 'income', 'profit').sort(), [
      ['Anz', 'AUD', null, '100.67', '0.00', null], ['Anz', 'NZD', 266, '63.88', '70.00', null],
      ['bare', 'AUD', null, '0.00', '-5.00', null], ['bare', 'NZD', 32, '25.55', '0.00', null]]);
    assert.deepEqual(totals(found, 'currency', 'cost', 'income', 'profit').sort(), [
      ['AUD', '100.67', '-5.00', null], ['NZD', '89.44', '70.00', null]]); // 89.4366
    // a month in which all is of one currency: 33.33 + 13.8875 = 47.2175
    assert.deepEqual(rows(report('cost-by-customer', days('2024-02-01', '2024-02-29')),
      'customer', 'currency', 'minutes', 'cost', 'income', 'profit'),
    [['Anz', 'NZD', 85, '47.22', '100.00', '52.78']]);
    // one with a credit note and no work
    assert.deepEqual(rows(report('cost-by-customer', days('2024-04-01', '2024-04-06')),
      'customer', 'currency', 'minutes', 'cost', 'income', 'profit'),
    [['Anz', 'NZD', 0, '0.00', '-30.00', '-30.00']]);
    assert.deepEqual(rows(report('spread', money), 'customer', 'currency', 'minutes', 'minutes_share', 'income',
      'income_share', 'by_income'), [
      ['bare', 'AUD', 32, 1, '-5.00', null, null], ['Anz', 'NZD', 266, 1, '70.00', 1, 266]]);
  });

  test('cost_by_line_attribute_and_title', () => {
    const by = (name, key) => rows(report(`cost-by-${name}`), key ?? name, 'currency', 'cost').sort();
    assert.deepEqual(by('line'), [
      // L1, L2, L3, S1: 33.33 + 13.8875 + 13.8875 + 11.6666 = 72.7716; R1; S2
      ['Birds', 'AUD', '40.67'], ['Birds', 'NZD', '72.77'],
      ['No product line', 'AUD', '60.00'], ['No product line', 'NZD', '16.67']]); // 16.665
    assert.deepEqual(by('product'), [
      ['Kea', 'NZD', '58.88'], // 33.33 + 13.8875 + 11.6666
      ['Moa', 'AUD', '40.67'], ['Moa', 'NZD', '13.89'],
      ['No product', 'AUD', '60.00'], ['No product', 'NZD', '16.67']]);
    for (const [name, value] of [['market', 'Pacific'], ['size', 'large'], ['industry', 'Fishing'],
      ['salesperson', 'Sal']]) {
      assert.deepEqual(by(name), [
        ['Not said', 'AUD', '0.00'], ['Not said', 'NZD', '25.55'],
        [value, 'AUD', '100.67'], [value, 'NZD', '63.88']].sort(), name);
    }
    assert.deepEqual(by('title'), [
      ['Captain', 'NZD', '33.33'], // L1; 89.4366 - 33.33 = 56.1066
      ['No title known', 'AUD', '100.67'], ['No title known', 'NZD', '56.11']]);
    assert.match(report('cost-by-customer').note, /what has several has a row for each and no profit/);
    assert.deepEqual(rows(report('distribution'), 'customer', 'currency', 'cost', 'share', 'cumulative'), [
      ['Anz', 'AUD', '100.67', 1, 1], ['Anz', 'NZD', '63.88', 0.7143, 0.7143], // 63.8825 / 89.4366
      ['bare', 'NZD', '25.55', 0.2857, 1]]);
  });

  test('launches_count_from_their_day_on', () => {
    // Kea on the leap day: L2 and S1, 13.8875 + 11.6666, of which L2 in the first 90 days, and not L1.
    // Moa by its line on 1 March: L3 13.8875, and R1 40.6666 in AUD on its 38th day.
    assert.deepEqual(rows(report('cost-by-launch'), 'product', 'launched_on', 'currency', 'first_90', 'cost').sort(), [
      ['Kea', '2024-02-29', 'NZD', '13.89', '25.55'],
      ['Moa', '2024-03-01', 'AUD', '40.67', '40.67'], ['Moa', '2024-03-01', 'NZD', '13.89', '13.89']]);
    const counted = rows(report('cost-by-launch'), 'product', 'cases', 'minutes').filter(([, count]) => count !== null);
    assert.deepEqual(counted.sort(), [['Kea', 2, 32], ['Moa', 2, 86]]);
    // whenever the range begins, but not beyond its end
    assert.deepEqual(rows(report('cost-by-launch', ['--from', '2024-12-01', '--to', '2024-12-31']), 'product', 'first_90', 'cost'),
      rows(report('cost-by-launch'), 'product', 'first_90', 'cost'));
    assert.deepEqual(rows(report('cost-by-launch', ['--from', '2024-03-01', '--to', '2024-03-31']), 'product', 'cases', 'minutes').sort()
      .map(([product]) => product), ['Kea', 'Moa']);
  });

  test('a_part_of_a_case_is_in_the_statement_as_work_on_the_whole', () => {
    assert.deepEqual(rows(report('usage', whole, '--customer', 'bare'), 'case', 'opened', 'closed', 'minutes').sort(), [
      ['L3', '2024-03-01', null, 25], ['R2', '2024-04-08', null, 0], ['S1', '2024-09-29', '2024-09-29', 7]]);
    assert.deepEqual(rows(report('little-use'), 'customer', 'opened', 'minutes', 'last'),
      [['bare', 3, 32, '2024-09-29']]); // the half of two with the least work
  });

  test('the_work_in_the_backlog_is_not_rounded_case_by_case', async () => {
    const answer = await server.get('/sign-in', {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ login: 'ada', password }).toString(),
    });
    const [cookie] = answer.headers.get('set-cookie').split(';');
    const page = await (await server.get('/reports/goals', { headers: { cookie, accept: 'text/html' } })).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)[1];
    const sent = await server.get('/reports/weeks', {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, accept: 'text/html' },
      body: new URLSearchParams({ csrf, figure: 'capacity', week: '2024-09-23', value: '100' }).toString(),
    });
    assert.equal(sent.status, 303, await sent.text());
    // closed in the two weeks: S1 with 7 and S2 with 120 minutes, 63.5 each; L3 and R2 are open
    assert.deepEqual(rows(report('capacity', days('2024-09-23', '2024-10-06')), 'week', 'minutes', 'capacity', 'used',
      'backlog', 'backlog_minutes'), [
      ['2024-09-23', 7, 100, 0.07, 2, 127], ['2024-09-30', 120, 100, 1.2, 2, 127]]);
  });

  test('income_is_no_part_of_a_product', () => {
    // whoever asks for one product, severity or agent is not told that nothing was paid
    for (const filter of [['--product', 'Kea'], ['--severity', '1'], ['--agent', 'ana']]) {
      const { status, stdout, stderr } = run(['report', 'cost-by-customer', '--json', ...days('2024-02-01', '2024-02-29'),
        ...filter, '--data', server.data]);
      assert.equal(status, 0, stderr);
      const found = JSON.parse(stdout);
      assert.equal(found.rows.length, 1, filter[0]);
      assert.deepEqual(rows(found, 'minutes', 'cost', 'income', 'profit'),
        [filter[0] === '--severity' ? [60, '33.33', null, null] : [85, '47.22', null, null]], filter[0]);
      assert.match(found.note, /no income stands beside/);
    }
    const spread = run(['report', 'spread', '--product', 'Kea', '--data', server.data]);
    assert.equal(spread.status, 65);
    assert.match(spread.stderr, /What customers pay is no part of a severity, a product or an agent/);
    assert.deepEqual(rows(report('cost-by-customer', days('2024-02-01', '2024-02-29'), '--customer', 'anz'),
      'customer', 'cost', 'income', 'profit'), [['Anz', '47.22', '100.00', '52.78']]);
  });

  test('every_number_leads_to_the_cases_that_make_it', async () => {
    const { followed, columns } = await followNumbers(server, manager, await bearer(), [
      'from=2024-02-28&to=2024-10-31&by=month', 'from=2024-03-30&to=2024-10-02&by=week&product=Kea',
      'from=2024-02-01&to=2024-04-30&by=day&customer=anz']);
    assert.ok(followed > 400, String(followed));
    for (const column of ['opened-closed opened', 'backlog backlog', 'by-agent minutes', 'cost-by-customer cost',
      'cost-by-title minutes', 'capacity minutes', 'outside inside', 'little-use opened', 'distribution cost',
      'developer-hours developer_minutes', 'known-new known', 'first-reply replies', 'fix-time met', 'link-rate linked',
      'drafting new', 'spread minutes', 'reuse solved', 'reuse minutes', 'change-requests cases'])
      assert.ok(columns.has(column), `${column} of ${[...columns].join(', ')}`);
    for (const [target, told] of [['opened-closed/cases', 'has no column'], ['opened-closed/cases?column=period', 'has no column'],
      ['opened-closed/cases?column=opened&row=2019-01', 'no such row'],
      // a day is no month, and what a report does not show has no cases either
      ['opened-closed/cases?column=opened&from=2024-02-01&to=2024-10-31&by=month&row=2024-04-15', 'no such row'],
      ['repeat-contacts/cases?column=opened&row=anz&from=2024-02-01&to=2024-02-02', 'no such row'],
      ['on-hold/cases?column=opened', 'no such row'], ['change-requests/cases?column=cases', 'no such row'],
      ['little-use/cases?column=minutes', 'no such row'], ['opened-closed/cases?column=opened&row=x', 'no such row'],
      ['by-customer/cases?column=opened&row=nobody', 'no such row'], ['distribution/cases?column=cost&currency=ZZZ', 'no such row'],
      ['none/cases?column=opened', 'no such report'], ['reuse/cases?column=solved', 'no such row'], ['praise/cases?column=solved', 'has no column']]) {
      const answer = await manager('GET', `/api/v1/reports/${target}`);
      assert.equal(answer.status, 404, answer.text);
      assert.match(answer.text, new RegExp(told), target);
    }
  });

  test('terminal_api_and_file_say_the_same_in_every_report', async () => {
    const { body: { reports } } = await manager('GET', '/api/v1/reports');
    assert.ok(reports.length > 30, String(reports.length));
    const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
    for (const { name } of reports) {
      const filter = name === 'usage' ? ['--customer', 'anz'] : [];
      const query = `from=2024-02-28&to=2024-10-31${name === 'usage' ? '&customer=anz' : ''}`;
      const told = report(name, whole, ...filter);
      const api = await manager('GET', `/api/v1/reports/${name}?${query}`);
      assert.equal(api.status, 200, api.text);
      assert.deepEqual(api.body, told, name);
      const csv = must(['report', name, '--csv', ...whole, ...filter]);
      const answer = await server.get(`/reports/${name}/csv?${query}`,
        { headers: { authorization: await bearer() } });
      assert.equal(await answer.text(), csv, name);
      const lines = csv.split('\r\n').slice(0, -1).map(cells);
      assert.equal(lines.length, 1 + told.rows.length + told.totals.length, name);
      // the first column is the name of the row, money is written as in the API
      for (const [place, row] of [...told.rows, ...told.totals].entries()) {
        for (const [column, { key, unit }] of told.columns.entries()) {
          const cell = lines[place + 1][column];
          if (row[key] === null) assert.equal(cell, '', `${name} ${key}`);
          else if (unit === 'share') assert.ok(Math.abs(Number(cell) / 100 - row[key]) < 0.0006, `${name} ${key} ${cell}`);
          else if (['count', 'minutes', 'money'].includes(unit)) assert.equal(cell, String(row[key]), `${name} ${key}`);
        }
      }
    }
  });

  let token;
  async function bearer() {
    token ??= must(['token', 'add', 'files', '--user', 'mona', '--rights', rightsOf('manager').join(',')]).match(/[A-Za-z0-9_-]{43,}/)[0];
    return `Bearer ${token}`;
  }
});
