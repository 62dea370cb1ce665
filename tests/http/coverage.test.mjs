// SPDX-License-Identifier: GPL-2.0-or-later
//
// The coverage board over HTTP: who sees it, what stands there, that a new case
// is there at once, and the way from a gap to an article that covers it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addUser, join, password } from './support/people.mjs';
import { Server, run, until } from './support/server.mjs';

const day = 24 * 60 * 60;
const now = Date.UTC(2026, 0, 31, 12) / 1000;
const ago = (days) => new Date((now - days * day) * 1000).toISOString();
const row = (number, subject, days, customer, body = subject) => ({
  number, subject, body, customer, opened: ago(days), closed: ago(days - 0.1), product: 'Mailer',
});
const cases = [
  row('m1', 'Move my profile to a new computer', 45, 'Acme'),
  row('m2', 'Moving the profile folder', 20, 'Acme', 'Call Bo on 555-123-4567 about my profile.'),
  row('m3', 'Profile on another computer', 3, 'Bolt'),
  row('p1', 'Printer is offline and prints nothing', 12, 'Acme'),
  row('p2', 'Offline printer prints nothing', 11, 'Bolt'),
];

describe('coverage', () => {
  let server;
  let manager;
  let agent;
  let cookie;
  let csrf;

  const must = (...args) => {
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const html = async (target) => {
    const answer = await server.get(target, { headers: { cookie, accept: 'text/html' } });
    return { status: answer.status, text: await answer.text() };
  };
  const send = (target, fields) => server.get(target, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, accept: 'text/html' },
    body: (fields instanceof URLSearchParams ? fields : new URLSearchParams({ csrf, ...fields })).toString(),
  });
  const gaps = async (state = 'open') =>
    (await manager('GET', `/api/v1/coverage?state=${state}`)).body.gaps;

  before(async () => {
    server = await Server.start({ after: () => {} }, { now });
    const file = path.join(server.folder, 'cases.jsonl');
    writeFileSync(file, cases.map((one) => `${JSON.stringify(one)}\n`).join(''));
    must('import', 'cases', file, '--data', server.data);
    must('coverage', '--data', server.data, '--full');
    manager = join(server, 'mia', 'manager');
    agent = join(server, 'anna', 'agent');
    addUser(server, 'mo', 'manager');
    const answer = await server.get('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ login: 'mo', password }).toString(),
    });
    [cookie] = answer.headers.get('set-cookie').split(';');
    [, csrf] = /name="csrf" value="([0-9a-f]{64})"/.exec((await html('/account')).text);
  });
  after(() => server.remove());

  test('the board is for those who read reports', async () => {
    assert.equal((await server.get('/coverage')).status, 401);
    assert.equal((await server.get('/coverage/1')).status, 401);
    assert.equal((await agent('GET', '/api/v1/coverage')).status, 403);
    assert.equal((await html('/coverage')).status, 200);
    assert.equal((await html('/coverage/999')).status, 404);
    assert.equal((await html('/coverage/x')).status, 404);
    assert.equal((await manager('GET', '/api/v1/coverage?state=merged')).status, 400);
  });

  test('three cases are a gap with its figures, two are none', async () => {
    const [gap, ...others] = await gaps();
    assert.equal(others.length, 0);
    assert.deepEqual([...gap.cases].sort(), ['m1', 'm2', 'm3']);
    assert.equal(gap.customers, 2);
    assert.equal(gap.cases_last_30_days, 2);
    assert.equal(gap.cases_30_days_before, 1);
    assert.equal(gap.growth_percent, 100);
    assert.ok(gap.terms.includes('profile'));
    const { text } = await html('/coverage');
    assert.match(text, /<p class="lead">2 cases in the last 30 days about <a [^>]*>[^<]*profile/);
    assert.match(text, /no article yet\./);
  });

  test('a gap costs what its minutes cost, each currency by itself', async () => {
    const accounting = join(server, 'ada', 'accounting');
    const time = path.join(server.folder, 'time.csv');
    const rate = async (key, perHour, currency) => {
      const put = await accounting('PUT', '/api/v1/rates',
        { of: 'agent', key, from: '2025-01-01', per_hour: perHour, currency });
      assert.equal(put.status, 201, put.text);
    };
    // 45 minutes at 60 EUR are 45.00; of these 30 in the last 90 days: 10.00 a month
    writeFileSync(time, 'key,case,agent,minutes,worked_on\n'
      + 't1,m1,anna,15,2025-10-01\nt2,m2,anna,30,2026-01-12\nt3,m3,ida,20,2026-01-28\n');
    must('import', 'time', time, '--data', server.data);
    await rate('anna', '60.00', 'EUR');
    await rate('ida', '30.00', 'USD');
    const [gap] = await gaps();
    assert.equal(gap.minutes, 65);
    assert.equal(gap.minutes_per_month, 16); // 50 / 3
    assert.deepEqual(gap.costs, [
      { currency: 'EUR', cost: '45.00', cost_per_month: '10.00' },
      { currency: 'USD', cost: '10.00', cost_per_month: '3.33' },
    ]);
    assert.equal(gap.minutes_without_rate, 0);
    assert.match((await html('/coverage')).text, /10\.00 EUR and 3\.33 USD/);
    assert.match((await html(`/coverage/${gap.id}`)).text, /45\.00 EUR and 10\.00 USD/);
    assert.match(must('coverage', '--data', server.data), /cost 45\.00 EUR and 10\.00 USD, a month/);
  });

  test('a gap is named, split and put back by hand, on the page and by the API', async () => {
    const [gap] = await gaps();
    const post = (who, body) => who('POST', `/api/v1/coverage/${gap.id}`, body);
    assert.equal((await post(agent, { action: 'undo' })).status, 403);
    assert.equal((await post(manager, { action: 'undo' })).status, 409);
    assert.equal((await post(manager, { action: 'dance' })).status, 400);
    assert.equal((await post(manager, { action: 'split', cases: ['p1'] })).status, 400);
    assert.equal((await post(manager, { action: 'merge', into: 999 })).status, 404);
    assert.equal((await post(manager, { action: 'name', name: 'Two\nlines' })).status, 400);
    assert.equal((await post(manager, { action: 'name', name: 'Moving <profiles>' })).body.id, gap.id);
    assert.equal((await gaps())[0].name, 'Moving <profiles>');
    assert.match((await html(`/coverage/${gap.id}`)).text, /<h1>Moving &lt;profiles&gt;<\/h1>/);

    // two of three: neither is shown on the board, both can be looked at
    const form = new URLSearchParams({ csrf, action: 'split' });
    form.append('case', 'm2');
    form.append('case', 'm3');
    const answer = await send(`/coverage/${gap.id}`, form);
    assert.equal(answer.status, 303);
    const target = answer.headers.get('location');
    const { text } = await html(target);
    assert.match(text, /These cases are a gap of their own/);
    assert.match(text, /put here by hand by mo/);
    assert.doesNotMatch(text, /\/cases\/m1"/);
    must('coverage', '--data', server.data, '--full');
    assert.equal((await gaps()).length, 0);
    assert.doesNotMatch((await html(target)).text, /\/cases\/m1"/);
    // what is covered stays as it is
    const apart = target.replace(/\?.*/, '');
    assert.equal((await send(apart, { action: 'cover', article: 'disk-full' })).status, 303);
    assert.equal((await send(apart, { action: 'undo' })).status, 409);
    assert.match((await html(apart)).text, /href="\/articles\/disk-full"/);
    assert.equal((await send(apart, { action: 'open' })).status, 303);
    assert.equal((await send(apart, { action: 'undo' })).status, 303);
    assert.deepEqual([...(await gaps())[0].cases].sort(), ['m1', 'm2', 'm3']);
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'split' })).status, 422);
    await post(manager, { action: 'name', name: '' });
    assert.equal((await gaps())[0].name, undefined);
  });

  test('who may not read cases sees figures and no case', async () => {
    const seller = join(server, 'mark', 'marketing');
    const { gaps: seen } = (await seller('GET', '/api/v1/coverage')).body;
    assert.ok(seen.every((gap) => gap.costs === undefined && gap.example === undefined));
    assert.ok(seen.length > 0);
    assert.ok(seen.every((gap) => gap.cases.length === 0));
    assert.ok((await gaps()).some((gap) => gap.cases.length > 0));
  });

  test('a case that comes in is there at once, and says why', async () => {
    const opened = await agent('POST', '/api/v1/cases', {
      customer: 'Acme', subject: 'The offline printer', text: 'It prints nothing at all.',
    });
    assert.equal(opened.status, 201, opened.text);
    const gap = (await gaps()).find((one) => one.terms.some((word) => /print/.test(word)));
    assert.equal(gap.case_count, 3);
    assert.ok(gap.cases.includes(opened.body.number));
    const { text } = await html(`/coverage/${gap.id}`);
    assert.match(text, /Provisional/);
    assert.match(text, /data-label="Why here">[^<]*(printer|offline)/);
    // and the days choose: it was opened today, the others before
    assert.doesNotMatch((await html(`/coverage/${gap.id}?days=5`)).text, /\/cases\/p1"/);
    assert.match((await html(`/coverage/${gap.id}?days=5&before=1`)).text, /There are none/);
  });

  test('what cannot be done is said, and what was typed is kept', async () => {
    const [gap] = await gaps();
    const answer = await send(`/coverage/${gap.id}`, { action: 'cover', article: 'no-such' });
    const text = await answer.text();
    assert.equal(answer.status, 422);
    assert.match(text, /There is no article/);
    assert.match(text, /value="no-such"/);
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'dance' })).status, 422);
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'ignore', csrf: 'x' })).status, 403);
    assert.equal((await gaps()).length, 2);
  });

  test('an ignored gap leaves the board and comes back', async () => {
    const [gap] = await gaps();
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'ignore' })).status, 303);
    assert.ok(!(await gaps()).some((one) => one.id === gap.id));
    assert.ok((await gaps('ignored')).some((one) => one.id === gap.id));
    assert.match((await html('/coverage?state=ignored')).text, /1 gap is ignored/);
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'open' })).status, 303);
    assert.ok((await gaps()).some((one) => one.id === gap.id));
  });

  test('a gap becomes a draft, and the published article covers it', async () => {
    const find = (list) => list.find((one) => one.terms.includes('profile'));
    const gap = find(await gaps());
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'draft' })).status, 303);
    const { article } = find(await gaps());
    const file = path.join(server.articles, `${article}.md`);
    const draft = readFileSync(file, 'utf8');
    assert.match(draft, /^state: draft$/m);
    assert.match(draft, /^- Profile on another computer/m);
    assert.match(draft, /\[remove: cases m1, m2, m3\]/);
    // a second draft would be another article about the same
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'draft' })).status, 409);
    server.index();
    assert.match((await html('/coverage')).text, /Drafted/);

    writeFileSync(file, draft.replace('state: draft', 'state: published'));
    server.index();
    assert.equal(find(await gaps()), undefined);
    assert.equal(find(await gaps('covered')).article, article);
    assert.match((await html(`/coverage/${gap.id}`)).text, /Covered since today: wait until 7 days/);
    assert.match((await html('/coverage?state=covered')).text, /1 gap is covered/);
  });

  test('who decided what stands on the board', async () => {
    const [gap] = await gaps();
    const post = (body) => manager('POST', `/api/v1/coverage/${gap.id}`, body);
    assert.equal((await post({ action: 'name', name: 'Silent printers' })).status, 200);
    assert.equal((await post({ action: 'ignore' })).status, 200);
    const [ignored] = await gaps('ignored');
    assert.equal(ignored.named_by, 'mia');
    assert.equal(ignored.decided_by, 'mia');
    const { text } = await html('/coverage?state=ignored');
    assert.match(text, /Named by mia, /);
    assert.match(text, /Ignored by mia, /);
    assert.equal((await post({ action: 'open' })).status, 200);
    assert.equal((await post({ action: 'name', name: '' })).status, 200);
    assert.match((await html('/coverage')).text, /Put back by mia, /);
    assert.equal((await post({ action: 'cover', article: 'no-such' })).status, 400);
  });

  test('what was searched in vain becomes a draft, on the page and by the API', async () => {
    assert.equal((await manager('PUT', '/api/v1/customers/novatek', { name: 'Novatek' })).status, 201);
    await server.kill('SIGTERM');
    const rows = ['dark mode', 'dark mode', 'dark mode novatek'].map((words, i) =>
      `(${now - 60 * i}, '${words}', '', 0, 900, '', ${i + 1}, '${words}')`);
    const { status, stderr } = spawnSync('sqlite3', [path.join(server.data, 'searches.db'),
      `INSERT INTO searches (created_unix_s, query, filters, total, took_us, hits, session, key)
       VALUES ${rows.join()}`], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    server.env = { ...server.env, SOLVENT_NOW: String(now + 2 * 60 * 60) };
    await server.serve();
    const find = async (state) => (await gaps(state)).find((one) => one.is_searches_only);
    const gap = await until(() => find('open'), 'a gap of searches');
    assert.equal(gap.searches, 3);
    const { text } = await html(`/coverage/${gap.id}`);
    assert.match(text, /Draft an article from these searches/);
    assert.doesNotMatch(text, /<h2 id="~cases">/);
    // whoever reads no cases may draft it: there are none in it
    const drafted = await manager('POST', `/api/v1/coverage/${gap.id}`, { action: 'draft' });
    assert.equal(drafted.status, 200, drafted.text);
    assert.equal((await send(`/coverage/${gap.id}`, { action: 'draft' })).status, 409);
    const { article } = await find('open');
    const file = path.join(server.articles, `${article}.md`);
    const draft = readFileSync(file, 'utf8');
    assert.match(draft, /^title: "dark mode"$/m);
    assert.match(draft, /^- dark mode\n- dark mode \[remove: novatek\]\n\n## Resolution/m);
    assert.doesNotMatch(draft, /cases/);
    writeFileSync(file, draft.replace('state: draft', 'state: published').replace(' [remove: novatek]', ''));
    server.index();
    assert.equal(await find('open'), undefined);
    assert.equal((await find('covered')).article, article);
    assert.equal((await find('covered')).decided_by, 'coverage');
    const page = (await html(`/coverage/${gap.id}`)).text;
    assert.match(page, /covered by <a href="\/articles\/dark-mode-gap-/);
    assert.doesNotMatch(page, /Covered by coverage/);
  });

  test('the command prints the same', async () => {
    const [gap] = await gaps();
    const printed = JSON.parse(must('coverage', '--data', server.data, '--json')).gaps;
    assert.ok(printed.some((one) => one.id === gap.id && one.case_count === gap.case_count));
    assert.equal(run(['coverage', '--data', path.join(server.folder, 'none')]).status > 0, true);
    assert.equal(run(['coverage', '--data', server.data, '--state', 'odd']).status, 2);
    // and of a covered gap whether such cases fell
    const covered = (await gaps('covered')).find((one) => one.case_count > 0);
    assert.equal(covered.since_covered.days, 0);
    assert.equal(covered.since_covered.verdict, undefined);
    // the clock of the server stands still at that day, the command's does not
    const told = must('coverage', '--data', server.data, '--state', 'covered');
    assert.match(told, /3 such cases in the 90 days before, 0 since\. Against .*: too few cases to tell\./);
    assert.match(told, /3 searches without an answer about: dark mode\n  No case was about it/);
    const all = JSON.parse(must('coverage', '--data', server.data, '--state', 'covered', '--json')).gaps;
    const change = all.find((one) => one.id === covered.id).since_covered;
    assert.deepEqual([change.days, change.cases_before, change.cases_since, change.verdict], [90, 3, 0, 'not_sure']);
    assert.equal(all.find((one) => one.is_searches_only).since_covered, undefined);
    assert.equal(must('coverage', '--data', server.data, '--state', 'ignored'), 'No gap is ignored.\n');
  });
});
