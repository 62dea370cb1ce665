// SPDX-License-Identifier: GPL-2.0-or-later
//
// What reports say of articles and of those who write them, rates as a page and
// through the API, and what happens outside of the team. Each figure has its
// working beside it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addUser, join, password } from './support/people.mjs';
import { Server, run } from './support/server.mjs';

const now = Date.UTC(2026, 2, 31, 18) / 1000; // a Tuesday
const article = (title, ...keys) => `---\n${keys.join('\n')}\n---\n# ${title}\n\n## Resolution\n\nDo it.\n`;
const files = {
  'reset.md': article('Reset the <scanner>', 'owner: wanda', 'published_on: 2026-03-13'),
  'toner.md': article('Change the toner', 'owner: wanda'),
  'cable.md': article('Swap the cable', 'owner: paul'),
  'patched.md': article('Patched since', 'owner: paul', 'fixed_in: "2.1"'),
  'rough.md': article('Rough', 'owner: wanda', 'state: draft'),
  'planned.md': article('Planned', 'state: draft', 'publish_on: 2999-01-01'),
};
const at = (day, hour = 15) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
const solved = (number, customer, day, articles, more = {}) => ({
  number, customer, subject: `Problem ${number}`, agent: 'anna', opened: at(day), closed: at(day, 17),
  outcome: 'known', articles, ...more,
});
const cases = [
  solved('1', 'acme', 2, ['reset']),
  solved('2', 'acme', 3, ['reset'], { fix_id: 'BUG-7', fixed_in: '2.0' }),
  solved('3', 'bolt', 4, ['reset'], { fix_id: 'BUG-8', fixed_in: '2.1', handled_outside: 'yes' }),
  solved('4', 'bolt', 9, ['toner', 'cable']),
  solved('5', 'bolt', 10, ['patched'], { fix_id: 'BUG-9', fixed_in: '2.1', reached_executives: 'yes' }),
  solved('6', 'acme', 10, ['lost'], { fix_id: 'BUG-9', fixed_in: '2.1' }),
  solved('7', 'acme', 11, ['reset', 'rough'], { outcome: 'new' }),
  solved('8', 'acme', 12, ['rough'], { outcome: 'new' }),
  // three cases of one problem without an article: a gap
  ...[16, 17, 18].map((day, place) => ({
    number: `g${place}`, customer: 'crow', agent: 'anna', opened: at(day), closed: at(day, 17), outcome: 'none',
    reason: 'no article', subject: 'Scanner shows a purple stripe', body: 'A purple stripe on the scanner glass',
  })),
];
const range = '?from=2026-03-01&to=2026-03-31';

describe('praise', () => {
  let server;
  let manager;
  let accounting;
  let writer;
  let cookie;

  const must = (...args) => {
    const { status, stdout, stderr } = run([...args, '--data', server.data],
      { env: { ...process.env, SOLVENT_NOW: String(now) } });
    assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const report = async (name, query = range, who = manager) => {
    const { status, body, text } = await who('GET', `/api/v1/reports/${name}${query}`);
    assert.equal(status, 200, text);
    return body;
  };
  const rows = (found, ...keys) => found.rows.map((row) => keys.map((key) => row[key]));
  const signIn = async (login) => {
    const answer = await server.get('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ login, password }).toString(),
    });
    assert.equal(answer.status, 303);
    return answer.headers.get('set-cookie').split(';')[0];
  };
  const html = async (target, who = cookie) => {
    const answer = await server.get(target, { headers: { cookie: who, accept: 'text/html' } });
    return { status: answer.status, text: await answer.text() };
  };
  const send = async (target, fields, who = cookie) => {
    const csrf = /name="csrf" value="([^"]+)"/.exec((await html(target, who)).text)[1];
    const answer = await server.get(target, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: who, accept: 'text/html' },
      body: new URLSearchParams({ csrf, ...fields }).toString(),
    });
    return { status: answer.status, text: await answer.text() };
  };

  before(async () => {
    server = await Server.start({ after() {} }, { files, now });
    const file = (name, text) => {
      writeFileSync(path.join(server.folder, name), text);
      return path.join(server.folder, name);
    };
    must('import', 'cases', file('cases.jsonl', cases.map((one) => JSON.stringify(one)).join('\n')));
    must('import', 'time', file('time.csv', ['key,case,agent,minutes,worked_on',
      ...cases.map(({ number, opened }, place) => `t${number},${number},anna,${10 + place},${opened.slice(0, 10)}`)]
      .join('\n')));
    must('coverage');
    manager = await join(server, 'mona', 'manager');
    accounting = await join(server, 'acca', 'accounting');
    writer = await join(server, 'wanda', 'writer', '--name', 'Wanda W.');
    addUser(server, 'anna', 'agent');
    cookie = await signIn('acca');
  });
  after(() => server.remove());

  test('praise_adds_up_by_owner', async () => {
    const found = await report('praise');
    // wanda: reset 1, 2, 3, 7, toner 4, rough 7, 8. paul: cable 4, patched 5. lost 6 has no owner.
    // minutes are 10 and one more per case: wanda 10 + 11 + 12 + 16, 13, 16 + 17; paul 13, 14; 15
    assert.deepEqual(rows(found, 'key', 'solved', 'articles', 'published', 'customers', 'minutes'), [
      ['wanda', 7, 3, 2, 2, 95], ['paul', 2, 2, 2, 1, 27], [undefined, 1, 1, 0, 1, 15],
    ]);
    assert.deepEqual(rows({ rows: found.totals }, 'solved', 'articles', 'published', 'minutes'), [[10, 6, 4, 137]]);
    assert.match(found.sentence, /Articles solved cases 10 times .* those of .* did 7 times\.$/);
    // of one customer: 3, 4 and 5
    assert.deepEqual(rows(await report('praise', `${range}&customer=bolt`), 'key', 'solved').slice(0, 2).sort(),
      [['paul', 2], ['wanda', 2]]);
  });

  test('reuse_names_title_and_owner', async () => {
    const found = rows(await report('reuse'), 'article', 'solved', 'title', 'owner');
    assert.deepEqual(found[0], ['reset', 4, 'Reset the <scanner>', 'wanda']);
    assert.deepEqual(found.find(([id]) => id === 'lost'), ['lost', 1, null, null]);
  });

  test('drafts_are_as_old_as_their_first_case', async () => {
    const found = await report('drafts', '');
    // rough is linked since the 11th; planned is scheduled
    assert.deepEqual(rows(found, 'article', 'days', 'state', 'cases', 'since'),
      [['rough', 20, 'draft', 2, '2026-03-11']]);
    assert.equal(found.sentence, '1 article waits to be published; the oldest is 20 days old.');
    const refused = await manager('GET', '/api/v1/reports/drafts?severity=1');
    assert.equal(refused.status, 400);
    assert.match(refused.body.detail, /not made of cases/);
  });

  test('from_closing_to_draft_and_to_publishing', async () => {
    // 7: reset, which is published since the 13th, two days after the 11th; 8: rough alone
    assert.deepEqual(rows({ rows: (await report('drafting')).totals }, 'new', 'drafted', 'published', 'published_days'),
      [[2, 2, 1, 2]]);
  });

  test('a_fix_that_ships_makes_workarounds_old', async () => {
    const found = await report('workarounds', '');
    // reset: the newest case that names a version says 2.1; patched names it; lost is gone
    assert.deepEqual(rows(found, 'article', 'fix', 'version', 'state', 'cases', 'minutes'), [
      ['reset', 'BUG-8', '2.1', 'to do', 2, 23],
      ['lost', 'BUG-9', '2.1', 'gone', 1, 15],
      ['patched', 'BUG-9', '2.1', 'versioned', 1, 14],
    ]);
    assert.match(found.sentence, /^1 of 3 articles/);
  });

  test('what_happens_outside_of_the_team', async () => {
    const found = await report('outside', '?from=2026-03-02&to=2026-03-15');
    // 1 to 3 in the first week, of which 3 was handled outside; 4 to 8 in the second, where nobody
    // has said anything. 5 reached an executive.
    assert.deepEqual(rows(found, 'week', 'inside', 'marked', 'inside_share', 'executive_cases'), [
      ['2026-03-02', 2, 1, 0.6667, 0], ['2026-03-09', 5, 0, null, 1],
    ]);
    assert.deepEqual(rows({ rows: found.totals }, 'inside', 'marked', 'inside_share', 'executive_cases'),
      [[7, 1, 0.6667, 1]]);
    const agent = await join(server, 'ben', 'agent');
    const seen = await agent('GET', '/api/v1/cases/4');
    assert.deepEqual([seen.body.handled_outside, seen.body.reached_executives], [false, false]);
    const marked = await agent('PATCH', '/api/v1/cases/4', { handled_outside: true, reached_executives: true },
      { 'if-match': seen.etag });
    assert.equal(marked.status, 200, marked.text);
    assert.deepEqual([marked.body.handled_outside, marked.body.reached_executives], [true, true]);
    assert.deepEqual(rows({ rows: (await report('outside', '?from=2026-03-02&to=2026-03-15')).totals },
      'inside', 'marked', 'executive_cases'), [[6, 2, 2]]);
    const exported = must('export', 'cases', '--format', 'jsonl').split('\n')
      .find((line) => line.includes('"number":"4"'));
    assert.match(exported, /"handled_outside":"yes","reached_executives":"yes"/);
    const events = must('export', 'events');
    assert.match(events, /is_outside/);
    // a file that does not say takes no mark away
    writeFileSync(path.join(server.folder, 'again.csv'),
      `number,customer,subject,opened,closed,articles\n4,bolt,Changed,${at(9)},${at(9, 17)},toner cable\n`);
    must('import', 'cases', path.join(server.folder, 'again.csv'));
    assert.equal((await agent('GET', '/api/v1/cases/4')).body.handled_outside, true);
    // one that says no takes it away, and the other column, which is empty, stays
    for (const [word, updated] of [['maybe', 'refused'], ['No', '0 added, 1 updated'], ['false', '0 added, 0 updated']]) {
      writeFileSync(path.join(server.folder, 'no.csv'), 'number,customer,subject,opened,closed,articles,'
        + `handled_outside,reached_executives\n4,bolt,Changed,${at(9)},${at(9, 17)},toner cable,${word},\n`);
      const { status, stdout, stderr } = run(['import', 'cases', path.join(server.folder, 'no.csv'), '--data', server.data]);
      assert.equal(status, updated === 'refused' ? 65 : 0, stderr);
      assert.ok(updated === 'refused' ? stderr.includes('"maybe" is neither yes nor no') : stdout.startsWith(updated), stdout);
    }
    const { body } = await agent('GET', '/api/v1/cases/4');
    assert.deepEqual([body.handled_outside, body.reached_executives], [false, true]);
    // JSON says it with its own words
    writeFileSync(path.join(server.folder, 'no.jsonl'), JSON.stringify({ number: '4', customer: 'bolt', subject: 'Changed',
      opened: at(9), closed: at(9, 17), articles: ['toner', 'cable'], handled_outside: true, reached_executives: false }));
    must('import', 'cases', path.join(server.folder, 'no.jsonl'));
    const again = (await agent('GET', '/api/v1/cases/4')).body;
    assert.deepEqual([again.handled_outside, again.reached_executives], [true, false]);
    assert.deepEqual(rows({ rows: (await report('outside', '?from=2026-03-02&to=2026-03-15')).totals },
      'inside', 'marked', 'executive_cases'), [[6, 2, 1]]);
  });

  test('the_marks_of_a_case_are_set_on_its_page', async () => {
    const who = await signIn('anna');
    const page = await html('/cases/1', who);
    assert.match(page.text, /<input type="checkbox" name="outside" value="1">/);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)[1];
    const change = /name="change" value="([^"]+)"/.exec(page.text)[1];
    const answer = await server.get('/cases/1', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: who, accept: 'text/html' },
      body: new URLSearchParams({ csrf, change, action: 'set', agent: 'anna', severity: '2', executive: '1' }).toString(),
    });
    assert.equal(answer.status, 303, await answer.text());
    assert.match((await html('/cases/1', who)).text, /name="executive" value="1" checked>/);
  });

  test('writers_see_each_case_that_their_articles_solved', async () => {
    const who = await signIn('wanda');
    const { status, text } = await html('/my-articles', who);
    assert.equal(status, 200);
    // cases 1, 2, 3, 7 of reset, 4 of toner, 7 and 8 of rough, all within 90 days
    assert.match(text, /Your 3 articles solved 7 cases in the last 90 days, 7 in all\./);
    assert.match(text, /Reset the &lt;scanner&gt;/);
    assert.match(text, /Lately in the team/);
    assert.match(text, /href="\/cases\/8"/);
    // no right to reports is needed, and agents see that of others
    const anna = await signIn('anna');
    assert.match((await html('/my-articles', anna)).text, /No article names you as its owner yet\./);
    assert.match((await html('/my-articles?of=paul', anna)).text, /Articles of paul[^]*2 articles solved 2 cases/);
    assert.match((await html('/my-articles?of=%3Cb%3E', anna)).text, /Articles of &lt;b&gt;/);
    // customers' accounting does not write articles
    assert.equal((await html('/my-articles')).status, 403);
  });

  test('a_missing_article_costs_what_its_cases_cost', async () => {
    const before = await report('cost-of-gaps');
    assert.equal(before.rows.length, 1);
    // g0 to g2: 18 + 19 + 20 minutes, and nobody has said what an hour costs
    assert.deepEqual(rows(before, 'cases', 'minutes', 'currency', 'cost'), [[3, 57, null, null]]);
    const put = await accounting('PUT', '/api/v1/rates',
      { of: 'role', key: 'agent', from: '2026-03-01', per_hour: '60.00', currency: 'eur' });
    assert.equal(put.status, 201, put.text);
    assert.deepEqual(put.body, { of: 'role', key: 'agent', from: '2026-03-01', per_hour: '60.00', currency: 'EUR' });
    assert.deepEqual(rows(await report('cost-of-gaps'), 'cases', 'minutes', 'currency', 'cost'),
      [[3, 57, 'EUR', '57.00']]);
    // one day of it: g1, 19 minutes
    assert.deepEqual(rows(await report('cost-of-gaps', '?from=2026-03-17&to=2026-03-17'), 'cases', 'minutes', 'cost'),
      [[1, 19, '19.00']]);
    assert.deepEqual(rows(await report('cost-of-gaps', '?from=2026-03-19&to=2026-03-31'), 'cost'), []);
  });

  test('rates_are_set_by_who_may_and_told_when_wrong', async () => {
    const put = (body, who = accounting) => who('PUT', '/api/v1/rates',
      { of: 'role', key: 'agent', from: '2026-03-01', per_hour: '60.00', currency: 'EUR', ...body });
    assert.equal((await put({})).status, 200);
    assert.equal((await put({}, manager)).status, 403);
    assert.equal((await put({}, writer)).status, 403);
    assert.equal((await manager('GET', '/api/v1/rates')).status, 200);
    assert.equal((await writer('GET', '/api/v1/rates')).status, 403);
    for (const [wrong, told] of [
      [{ from: '2026-02-29' }, /2026-02-29" is not in the calendar/],
      [{ key: 'customer' }, /no role "customer"/],
      [{ of: 'team' }, /of a role or of an agent, not of "team"/],
      [{ per_hour: '-5' }, /from 0 to/],
      [{ per_hour: 'much' }, /"much" is no amount/],
      [{ per_hour: '1,234' }, /a thousand or one and a bit/],
      [{ currency: 'EURO' }, /"EURO" is no currency/],
    ]) {
      const answer = await put(wrong);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.body.detail, told);
    }
    assert.equal((await put({ of: 'agent', key: 'nobody' })).status, 404);
    assert.equal((await accounting('DELETE', '/api/v1/rates?of=role&key=agent&from=2026-04-01')).status, 404);
    assert.equal((await accounting('DELETE', '/api/v1/rates?of=role&key=agent&from=2026-03-01')).status, 204);
    assert.deepEqual((await manager('GET', '/api/v1/rates')).body.rates, []);
  });

  test('the_page_of_rates_keeps_what_was_typed', async () => {
    assert.match((await html('/settings/rates')).text, /No rate is known yet: work has no cost in any report\./);
    const fields = { action: 'set', who: 'agent anna', from: '2026-03-10', per_hour: '72.5', currency: 'eur' };
    const wrong = await send('/settings/rates', { ...fields, per_hour: 'a lot' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /&quot;a lot&quot; is no amount|"a lot" is no amount/);
    assert.match(wrong.text, /value="a lot"/);
    assert.match(wrong.text, /<option value="agent anna" selected>/);
    assert.equal((await send('/settings/rates', fields)).status, 303);
    assert.equal((await send('/settings/rates', { ...fields, from: '2026-04-01', per_hour: '80' })).status, 303);
    const page = (await html('/settings/rates?done=set')).text;
    assert.match(page, /The rate was set\./);
    assert.match(page, /2026-03-10 <span class="soft">holds now<\/span><\/td><td class="number">72\.50 EUR/);
    assert.match(page, /2026-04-01<\/td><td class="number">80\.00 EUR/);
    const mona = (await html('/settings/rates', await signIn('mona'))).text;
    assert.doesNotMatch(mona, /Set the rate/);
    assert.match(mona, /Accounting and administrators set rates\./);
    assert.match(must('export', 'events'), /72|7250/);
    for (const from of ['2026-03-10', '2026-04-01'])
      assert.equal((await send('/settings/rates', { action: 'remove', of: 'agent', key: 'anna', from })).status, 303);
    assert.equal((await accounting('GET', '/api/v1/rates')).body.rates.length, 0);
  });
});

describe('one case in ten years', () => {
  let server;
  let manager;

  before(async () => {
    server = await Server.start({ after() {} }, { files: {}, now });
    const file = path.join(server.folder, 'one.csv');
    // of a customer of whom nothing is known but the key, on a leap day
    writeFileSync(file, 'number,customer,subject,opened,closed\n1,solo,Alone,2020-02-29T15:00:00Z,2020-02-29T16:00:00Z\n');
    assert.equal(run(['import', 'cases', file, '--data', server.data]).status, 0);
    manager = await join(server, 'mona', 'manager');
  });
  after(() => server.remove());

  test('every_report_has_a_sentence_and_no_figure_that_is_not_there', async () => {
    for (const { name } of (await manager('GET', '/api/v1/reports')).body.reports) {
      const { status, body, text } = await manager('GET', `/api/v1/reports/${name}?from=2016-04-01&to=2026-03-31`
        + `${name === 'usage' ? '&customer=solo' : ''}`);
      assert.equal(status, 200, `${name}: ${text}`);
      assert.match(body.sentence, /\.$/, name);
      assert.doesNotMatch(text, /nan|inf\b|-1\b/i, name);
    }
  });

  test('ten_years_have_120_months_and_the_leap_day_is_a_day', async () => {
    const ask = async (query) => (await manager('GET', `/api/v1/reports/opened-closed?${query}`)).body;
    const months = await ask('from=2016-04-01&to=2026-03-31&by=month');
    assert.equal(months.rows.length, 120);
    assert.deepEqual(months.rows.filter((row) => row.opened > 0).map((row) => [row.period, row.opened, row.closed]),
      [['2020-02', 1, 1]]);
    // 2020 and 2024 have a leap day: 10 x 365 + 2
    const days = await ask('from=2016-04-01&to=2026-03-31&by=day');
    assert.equal(days.rows.length, 3652);
    assert.deepEqual(days.rows.filter((row) => row.opened > 0).map((row) => row.period), ['2020-02-29']);
    const attributes = (await manager('GET', '/api/v1/reports/by-customer?from=2020-02-29&to=2020-02-29')).body;
    assert.deepEqual(attributes.rows.map((row) => [row.key, row.opened]), [['solo', 1]]);
  });
});
