// SPDX-License-Identifier: GPL-2.0-or-later
//
// A ledger of one month, worked out by hand: thirty cases of three customers,
// their time, rates and income. Each figure of the reports is compared with the
// working that stands beside it.
//
// The calendar is the usual one: America/Chicago, Monday to Friday 7:00-18:00.
// March 2026 begins on a Sunday; the clocks go forward on Sunday the 8th, so
// 9:00 is 15:00 UTC before and 14:00 UTC after it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from './support/server.mjs';

const range = ['--from', '2026-03-01', '--to', '2026-03-31'];

describe('a ledger by hand', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'solvent-ledger-'));
  const data = path.join(folder, 'data');
  const must = (args, input) => {
    const { status, stdout, stderr } = run([...args, '--data', data],
      { input, env: { ...process.env, SOLVENT_NOW: '2026-04-02' } });
    assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const file = (name, text) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const report = (name, ...more) => JSON.parse(must(['report', name, '--json', ...range, ...more]));
  const rows = (found, ...keys) => found.rows.map((row) => keys.map((key) => row[key]));
  const total = (found, ...keys) => found.totals.map((row) => keys.map((key) => row[key]));

  before(() => {
    must(['import', 'customers', file('customers.csv',
      'key,name,market,size\nacme,Acme,EU,large\nbolt,Bolt,EU,small\ncrow,Crow,US,\n')]);
    must(['user', 'add', 'dave', '--role', 'developer'], 'a long enough password\n');
    const cases = [];
    const time = ['key,case,agent,minutes,worked_on'];
    // Acme: ten cases, one per weekday from the 2nd on, 9:00 to 11:00, 30 minutes each
    for (const [place, day] of [2, 3, 4, 5, 6, 9, 10, 11, 12, 13].entries()) {
      const date = `2026-03-${String(day).padStart(2, '0')}`;
      const zone = day < 8 ? '-06:00' : '-05:00';
      cases.push({
        number: String(1001 + place), customer: 'acme', product: 'Alpha', agent: 'anna', severity: 2,
        subject: 'Alpha stops', opened: `${date}T09:00:00${zone}`, closed: `${date}T11:00:00${zone}`,
        outcome: 'known', articles: ['alpha-fix'],
      });
      time.push(`a${place},${1001 + place},anna,30,${date}`);
    }
    // Bolt: ten cases at once, Friday the 6th 17:00 to Monday the 9th 8:00, 45 minutes each
    for (let place = 0; place < 10; place++) {
      cases.push({
        number: String(1011 + place), customer: 'bolt', product: 'Beta', agent: 'anna', severity: 1,
        subject: 'Beta is slow', opened: '2026-03-06T17:00:00-06:00',
        closed: '2026-03-09T08:00:00-05:00', outcome: 'none', reason: 'a fault of the product',
      });
      time.push(`b${place},${1011 + place},dave,45,2026-03-09`);
    }
    // Crow: ten cases, Monday the 16th 10:00, five of them closed on the 31st at 10:00
    for (let place = 0; place < 10; place++) {
      cases.push({
        number: String(1021 + place), customer: 'crow', subject: 'A new thing',
        opened: '2026-03-16T10:00:00-05:00',
        ...(place < 5 ? { closed: '2026-03-31T10:00:00-05:00', outcome: 'new', articles: ['crow-new'] } : {}),
      });
      time.push(`c${place},${1021 + place},anna,20,2026-03-16`);
      if (place < 5) time.push(`d${place},${1021 + place},anna,7,2026-03-31`);
    }
    must(['import', 'cases', file('cases.jsonl', cases.map((one) => JSON.stringify(one)).join('\n'))]);
    must(['import', 'time', file('time.csv', time.join('\n'))]);
    must(['rate', 'set', 'role', 'agent', '60.00', 'EUR', '--from', '2026-01-01']);
    must(['rate', 'set', 'role', 'developer', '100', 'EUR', '--from', '2026-01-01']);
    must(['rate', 'set', 'agent', 'anna', '72.50', 'EUR', '--from', '2026-03-10']);
    must(['import', 'income', file('income.csv', [
      'customer;period;amount;currency;reference', 'acme;2026-03;1000,00;EUR;', 'acme;2026-03-15;-250,50;EUR;CN1',
      'bolt;03/2026;500;eur;', 'crow;2026-03;300.00;USD;', 'acme;2026-04;1000.00;EUR;', ''].join('\n'))]);
  });
  after(() => rmSync(folder, { recursive: true }));

  test('opened_closed_and_backlog_by_week', () => {
    const found = report('opened-closed', '--by', 'week');
    assert.deepEqual(rows(found, 'period', 'opened', 'closed', 'backlog'), [
      ['2026-02-23', 0, 0, 0], // Sunday the 1st alone
      ['2026-03-02', 15, 5, 10], // 5 of Acme and Bolt's 10; 5 of Acme closed
      ['2026-03-09', 5, 15, 0], // 5 of Acme; 5 of Acme and Bolt's 10
      ['2026-03-16', 10, 0, 10], // Crow's
      ['2026-03-23', 0, 0, 10],
      ['2026-03-30', 0, 5, 5],
    ]);
    assert.deepEqual(total(found, 'opened', 'closed', 'backlog'), [[30, 25, 5]]);
    assert.deepEqual(found.rows.map((row) => row.is_partial ?? false), [true, false, false, false, false, true]);
    assert.equal(found.sentence, '30 cases were opened and 25 closed from 2026-03-01 to 2026-03-31: '
      + 'the backlog grew by 5, to 5.');
  });

  test('days_and_months_add_up_to_the_weeks', () => {
    const by = (period) => total(report('opened-closed', '--by', period), 'opened', 'closed', 'backlog');
    assert.deepEqual(by('day'), by('week'));
    assert.deepEqual(by('month'), by('week'));
    assert.equal(report('opened-closed', '--by', 'day').rows.length, 31);
  });

  test('link_rate_and_known_against_new', () => {
    // 10 of Acme and 5 of Crow have an article, of 25 closed
    assert.deepEqual(total(report('link-rate'), 'closed', 'linked', 'link_rate'), [[25, 15, 0.6]]);
    // 10 known of 15 known or new; 10 of Bolt have no article
    assert.deepEqual(total(report('known-new'), 'known', 'new', 'none', 'unsaid', 'known_share'),
      [[10, 5, 10, 0, 0.6667]]);
  });

  test('first_replies_and_fixes_in_business_time', () => {
    // Acme 2 h. Bolt 1 h on Friday and 1 h on Monday. Crow, closed: 8 h on the 16th, 4 days of 11 h,
    // 5 days of 11 h, 11 h on the 30th and 3 h on the 31st: 121 h. Nobody wrote, so closing was the
    // reply. Acme's target is 2 h, met to the second; Bolt's is 30 min.
    const reply = report('first-reply', '--by', 'month');
    assert.deepEqual(total(reply, 'replies', 'with_target', 'met', 'in_time', 'median', 'p90'),
      [[25, 20, 10, 0.5, 2 * 3600, 121 * 3600]]);
    assert.deepEqual(reply.columns.find((one) => one.key === 'median').unit, 'business_s');
    // targets of the fix: 24 h and 8 h, all met
    assert.deepEqual(total(report('fix-time'), 'closed', 'with_target', 'met', 'median', 'p90'),
      [[25, 20, 20, 2 * 3600, 121 * 3600]]);
  });

  test('minutes_per_case', () => {
    // closed: 10 x 30, 10 x 45, 5 x 27 = 885; 885 / 25 = 35.4; the 13th is 30, the 23rd 45;
    // worked in March: 885 and 5 x 20 on Crow's open ones
    assert.deepEqual(total(report('minutes-per-case'), 'mean', 'median', 'p90', 'closed', 'case_minutes',
      'minutes'), [[35, 30, 45, 25, 885, 985]]);
    assert.deepEqual(total(report('developer-hours'), 'developer_minutes', 'minutes', 'share'),
      [[450, 985, 0.4569]]); // Dave's 10 x 45
  });

  test('cost_income_and_profit_by_customer_to_the_cent', () => {
    // Acme: six half hours at 60.00 = 180.00, four at 72.50 = 145.00
    // Bolt: 450 min at 100.00 = 750.00
    // Crow: 200 + 35 min at 72.50 = 283.9583..., rounded once
    const found = report('cost-by-customer');
    assert.deepEqual(rows(found, 'customer', 'currency', 'minutes', 'cost', 'income', 'profit'), [
      ['Bolt', 'EUR', 450, '750.00', '500.00', '-250.00'],
      ['Acme', 'EUR', 300, '325.00', '749.50', '424.50'], // 1000.00 - 250.50
      ['Crow', 'EUR', 235, '283.96', '0.00', null], // paid in another currency: no profit
      ['Crow', 'USD', null, '0.00', '300.00', null],
    ]);
    assert.deepEqual(total(found, 'currency', 'minutes', 'cost', 'income', 'profit'), [
      ['EUR', 985, '1358.96', '1249.50', null],
      ['USD', null, '0.00', '300.00', null],
    ]);
    assert.equal(found.sentence,
      'Bolt cost 750.00 EUR of 1,358.96 EUR from 2026-03-01 to 2026-03-31, 55%.');
  });

  test('cost_by_line_product_and_attribute', () => {
    assert.deepEqual(rows(report('cost-by-product'), 'product', 'minutes', 'cost'), [
      ['Beta', 450, '750.00'], ['Alpha', 300, '325.00'], ['No product', 235, '283.96']]);
    assert.deepEqual(rows(report('cost-by-market'), 'market', 'currency', 'cost', 'income', 'profit'), [
      ['EU', 'EUR', '1075.00', '1249.50', '174.50'],
      ['US', 'EUR', '283.96', '0.00', null], ['US', 'USD', '0.00', '300.00', null]]);
    assert.deepEqual(rows(report('cost-by-size'), 'size', 'currency', 'cost'), [
      ['small', 'EUR', '750.00'], ['large', 'EUR', '325.00'], ['Not said', 'EUR', '283.96'],
      ['Not said', 'USD', '0.00']]);
    for (const name of ['cost-by-line', 'cost-by-industry', 'cost-by-salesperson', 'cost-by-title']) {
      assert.equal(report(name).totals[0].cost, '1358.96', name);
    }
  });

  test('the_distribution_is_sorted_and_adds_up', () => {
    const found = report('distribution');
    assert.deepEqual(rows(found, 'customer', 'cost', 'share', 'cumulative'), [
      ['Bolt', '750.00', 0.5519, 0.5519], // 750 / 1358.9583
      ['Acme', '325.00', 0.2392, 0.791],
      ['Crow', '283.96', 0.209, 1]]);
    assert.match(found.sentence, /^1 of 3 customers with a cost in EUR made half of it/);
  });

  test('minutes_are_spread_by_income_within_a_currency', () => {
    // 750 minutes of those who pay in EUR: x 749.50 / 1249.50 = 449.88, x 500 / 1249.50 = 300.12
    assert.deepEqual(rows(report('spread'), 'customer', 'currency', 'minutes', 'by_income', 'income'), [
      ['Bolt', 'EUR', 450, 300, '500.00'], ['Acme', 'EUR', 300, 450, '749.50'],
      ['Crow', 'USD', 235, 235, '300.00']]);
  });

  test('a_usage_statement_lists_the_cases_of_one_customer', () => {
    const found = report('usage', '--customer', 'crow');
    assert.equal(found.rows.length, 10);
    assert.deepEqual(rows(found, 'case', 'subject', 'opened', 'closed', 'minutes')[0],
      ['1021', 'A new thing', '2026-03-16', '2026-03-31', 27]);
    assert.deepEqual(rows(found, 'case', 'closed', 'minutes')[9], ['1030', null, 20]);
    assert.deepEqual(total(found, 'minutes'), [[235]]);
    assert.match(report('usage').sentence, /choose which/);
  });

  test('repeat_contacts', () => {
    // Acme's second to tenth case follow one that the same article resolved the day
    // before (or on Friday); Bolt's have no article; Crow's closed after all were opened
    const found = report('repeat-contacts');
    assert.deepEqual(rows(found, 'customer', 'repeats', 'same_article', 'reopened', 'opened', 'share', 'article'),
      [['Acme', 9, 9, 0, 10, 0.9, 'alpha-fix']]);
    assert.deepEqual(total(found, 'repeats', 'same_article', 'reopened', 'opened', 'share'), [[9, 9, 0, 30, 0.3]]);
    assert.equal(found.sentence, 'Acme came back 9 times about what had been solved from 2026-03-01 to 2026-03-31.');
    // from the 9th on: five of Acme's, the first of them three days after the last before the range
    assert.deepEqual(total(JSON.parse(must(['report', 'repeat-contacts', '--json', '--from', '2026-03-09',
      '--to', '2026-03-31'])), 'repeats', 'opened'), [[5, 15]]);
  });

  test('little_use_reuse_and_drafts', () => {
    assert.deepEqual(rows(report('little-use'), 'customer', 'opened', 'minutes', 'last', 'pays'), [
      ['Crow', 10, 235, '2026-03-16', 'yes'], ['Acme', 10, 300, '2026-03-13', 'yes']]);
    assert.deepEqual(rows(report('reuse'), 'article', 'solved', 'customers', 'minutes'), [
      ['alpha-fix', 10, 1, 300], ['crow-new', 5, 1, 135]]); // 5 x 27
    assert.deepEqual(total(report('drafting'), 'new', 'drafted', 'within_day', 'median'), [[5, 5, 1, 0]]);
  });

  test('filters_narrow_every_figure', () => {
    assert.deepEqual(total(report('opened-closed', '--customer', 'crow'), 'opened', 'closed'), [[10, 5]]);
    assert.deepEqual(total(report('opened-closed', '--severity', '1'), 'opened', 'closed'), [[10, 10]]);
    assert.deepEqual(total(report('opened-closed', '--product', 'Alpha'), 'opened', 'closed'), [[10, 10]]);
    assert.deepEqual(total(report('cost-by-product', '--customer', 'acme'), 'cost'), [['325.00']]);
  });

  test('the_file_and_the_terminal_say_the_same', () => {
    assert.equal(must(['report', 'cost-by-customer', '--csv', ...range]), [
      'Customer,Currency,Worked (minutes),Cost (in the currency),Income (in the currency),'
        + 'Profit (in the currency)',
      'Bolt,EUR,450,750.00,500.00,-250.00', 'Acme,EUR,300,325.00,749.50,424.50',
      'Crow,EUR,235,283.96,0.00,', 'Crow,USD,,0.00,300.00,',
      'Total,EUR,985,1358.96,1249.50,', 'Total,USD,,0.00,300.00,', ''].join('\r\n'));
    assert.match(must(['report', 'link-rate', ...range]), /^An article resolved 60% of the cases closed/);
  });

  test('importing_the_same_income_again_changes_nothing', () => {
    const again = must(['import', 'income', path.join(folder, 'income.csv')]);
    assert.equal(again, '0 added, 0 updated, 5 unchanged\n');
    const exported = must(['export', 'income']);
    assert.equal(must(['import', 'income', file('again.csv', exported)]), '0 added, 0 updated, 5 unchanged\n');
  });

  test('refused_rows_of_income_are_named_and_nothing_is_imported', () => {
    const bad = file('bad.csv', ['customer,period,amount,currency,reference',
      'nobody,2026-03,1,EUR,', ',2026-03,1,EUR,', 'acme,2026-02-30,1,EUR,', 'acme,2026-13,1,EUR,',
      'acme,2026-05,"1,234",EUR,', 'acme,2026-05,1.0055,EUR,', 'acme,2026-05,1,Euro,',
      'acme,2026-05,1,EUR,', 'acme,2026-05,2,EUR,', 'acme,2026-05,ten,EUR,'].join('\n'));
    const { status, stderr } = run(['import', 'income', bad, '--data', data]);
    assert.equal(status, 65);
    for (const line of [/:2: error: there is no customer "nobody"/, /:3: error: customer is empty/,
      /:4: error: period "2026-02-30" is neither/, /:5: error: period "2026-13" is neither/,
      /:6: error: "1,234" may be a thousand/, /:7: error: "1\.0055" is no amount/,
      /:8: error: currency "Euro" is not three letters/, /:10: error: .*those of line 9/,
      /:11: error: "ten" is no amount/, /9 rows are refused; nothing is imported/]) {
      assert.match(stderr, line);
    }
    assert.doesNotMatch(must(['export', 'income']), /2026-05/);
  });
});
