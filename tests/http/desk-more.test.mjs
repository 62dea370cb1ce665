// SPDX-License-Identifier: GPL-2.0-or-later
//
// Beside answering: merging, timers, who sees to what, articles to mend, and the
// pages of customers, over HTTP.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';
const article = `---
id: disk
title: Disk is full
owner: wes
---
## Problem

The disk is full.

## Resolution

Remove files.
`;

describe('desk', () => {
  let server;
  const cookies = {};
  const csrf = {};

  const encode = (fields, cookie) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
    body: new URLSearchParams(fields).toString(),
  });
  const get = (login, target) =>
    server.get(target, { headers: { cookie: cookies[login], accept: 'text/html' }, redirect: 'manual' });
  const page = async (login, target) => (await get(login, target)).text();
  const changeOf = async (number) =>
    /name="change" value="(\d+)"/.exec(await page('anna', `/cases/${number}`))[1];
  const send = (login, target, fields) =>
    server.get(target, { ...encode({ csrf: csrf[login], ...fields }, cookies[login]), redirect: 'manual' });
  const act = async (number, fields, login = 'anna') =>
    send(login, `/cases/${number}`, { change: await changeOf(number), ...fields });
  async function must(number, fields, login) {
    const answer = await act(number, fields, login);
    assert.equal(answer.status, 303, await answer.text());
    return answer.headers.get('location');
  }
  async function open(fields = {}) {
    const answer = await send('anna', '/cases/new', {
      action: 'open', customer: 'Zoo', new_customer: '1', subject: 'Disk is full', text: 'Full.', ...fields,
    });
    assert.equal(answer.status, 303, await answer.text());
    return /^\/cases\/(\w+)\?done=new$/.exec(answer.headers.get('location'))[1];
  }
  async function signIn(login) {
    const answer = await server.get('/sign-in', { ...encode({ login, password }, ''), redirect: 'manual' });
    assert.equal(answer.status, 303);
    cookies[login] = answer.headers.get('set-cookie').split(';')[0];
    [, csrf[login]] = /name="csrf" value="([0-9a-f]{64})"/.exec(await page(login, '/account'));
  }

  before(async () => {
    server = await Server.start({ after() {} }, { files: { 'disk.md': article } });
    const add = (login, ...args) => {
      const added = run(['user', 'add', login, ...args, '--data', server.data], { input: `${password}\n` });
      assert.equal(added.status, 0, added.stderr);
    };
    for (const [login, role] of [['anna', 'agent'], ['wes', 'writer'], ['dev', 'developer'], ['sal', 'sales'],
      ['wim', 'marketing']]) {
      add(login, '--role', role);
      await signIn(login);
    }
    await open();
    add('zoe', '--role', 'customer', '--customer', 'Zoo');
    await signIn('zoe');
  });
  after(() => server.remove());

  test('a duplicate is shown, merged, found under its old number, and taken apart again', async () => {
    const one = await open({ subject: 'Printer hums loudly', text: 'first words' });
    const two = await open({ subject: 'printer hums loudly again', text: 'second words' });
    assert.match(await page('anna', `/cases/${two}`), new RegExp(`href="/cases/${one}"`));
    assert.equal(await must(two, { action: 'merge', other_case: one }), `/cases/${one}?done=merge`);
    const merged = await page('anna', `/cases/${one}`);
    assert.match(merged, /second words/);
    assert.match(merged, new RegExp(`in case ${two}`));
    assert.equal((await get('anna', `/cases/${two}`)).headers.get('location'), `/cases/${one}?done=merged`);
    // the customer writes to the old number: it lands in the one that goes on
    assert.match(await page('zoe', `/my/cases/${two}`), /first words/);
    const back = await must(one, { action: 'unmerge', other_case: two });
    assert.match(back, /done=unmerge/);
    assert.doesNotMatch(await page('anna', `/cases/${one}`), /second words/);
    assert.match(await page('anna', `/cases/${two}`), /second words/);

    await must(two, { action: 'merge', other_case: one });
    assert.equal((await send('zoe', `/my/cases/${two}`, { text: 'third words' })).status, 303);
    assert.match(await page('anna', `/cases/${one}`), /third words/);
    const refused = await act(one, { action: 'unmerge', other_case: two });
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /have gone on since/);
  });

  test('a case of another customer is never merged, and what was typed stays', async () => {
    const one = await open();
    const other = await open({ customer: 'Aquarium' });
    const refused = await act(one, { action: 'merge', other_case: other });
    const text = await refused.text();
    assert.equal(refused.status, 400);
    assert.match(text, /different customers/);
    assert.match(text, new RegExp(`name="other_case" maxlength="40" value="${other}"`));
    assert.equal((await act(one, { action: 'merge', other_case: '999999' })).status, 400);
    assert.equal((await act(one, { action: 'merge', other_case: '1001' }, 'dev')).status, 403);
  });

  test('one timer runs, says so everywhere, and becomes time when that is said', async () => {
    const one = await open();
    const two = await open();
    assert.match(await must(one, { action: 'start' }), /done=start$/);
    assert.match(await page('anna', '/customers'), new RegExp(`Timer: ${one}, <span data-since`));
    assert.match(await must(two, { action: 'start' }), /done=start-other$/);
    const waiting = await page('anna', `/cases/${one}`);
    const timer = /name="timer" value="(\d+)"/.exec(waiting)[1];
    assert.match(waiting, /Its time is entered when you say so/);
    assert.equal((await act(one, { action: 'enter', timer, minutes: '0' })).status, 400);
    assert.equal((await act(one, { action: 'enter', timer, minutes: '1441' })).status, 400);
    const again = await act(one, { action: 'enter', timer, minutes: 'ten', time_note: 'my note' });
    assert.match(await again.text(), /name="time_note" maxlength="2000" value="my note"/);
    await must(one, { action: 'enter', timer, minutes: '7', worked_on: '2026-01-02' });
    assert.match(await page('anna', `/cases/${one}`), /2026-01-02, 7 min/);
    assert.equal((await act(one, { action: 'enter', timer, minutes: '7', worked_on: '2026-01-02' })).status, 400);
    await must(two, { action: 'stop' });
    const left = /name="timer" value="(\d+)"/.exec(await page('anna', `/cases/${two}`))[1];
    await must(two, { action: 'drop', timer: left });
    assert.doesNotMatch(await page('anna', '/cases'), /class="timer"/);
    assert.equal((await act(two, { action: 'start' }, 'sal')).status, 403);
  });

  test('who sees to what: named, filtered by, and no address but of the web', async () => {
    const one = await open({ subject: 'Only this one hums' });
    const fields = { action: 'duties', documenter: 'wes', fixer: 'dev', fix_id: 'BUG-17', fixed_in: '5.2' };
    await must(one, fields, 'dev');
    const text = await page('anna', `/cases/${one}`);
    assert.match(text, /<dt>Documentation<\/dt><dd>wes/);
    assert.match(text, /<dt>Permanent fix<\/dt><dd>dev/);
    for (const fix_id of ['javascript:alert(1)', 'data:text/html,x', 'ftp://x/1']) {
      const refused = await act(one, { ...fields, fix_id });
      assert.equal(refused.status, 400, fix_id);
      assert.doesNotMatch(await refused.text(), /href="(javascript|data|ftp)/);
    }
    await must(one, { ...fields, fix_id: 'https://bugs.example.com/17' });
    assert.match(await page('anna', `/cases/${one}`), /href="https:\/\/bugs\.example\.com\/17"/);
    assert.equal((await act(one, { ...fields, fixer: 'zoe' })).status, 400);
    assert.equal((await act(one, fields, 'sal')).status, 403);
    assert.match(await page('anna', '/cases?duty=fixer&agent=dev'), new RegExp(`href="/cases/${one}"`));
    assert.doesNotMatch(await page('anna', '/cases?duty=documenter&agent=dev'), new RegExp(`href="/cases/${one}"`));
    assert.match(await page('anna', '/cases?duty=documenter&agent=wes'), new RegExp(`href="/cases/${one}"`));
  });

  test('what is wrong with an article reaches its owner until it is done', async () => {
    const one = await open();
    await must(one, { action: 'link', article: 'disk', kind: 'wrong', comment: 'Step <b>2</b> is missing' });
    const list = await page('wes', '/articles-to-mend');
    assert.match(list, /Step &lt;b&gt;2&lt;\/b&gt; is missing/);
    assert.match(list, /for you/);
    assert.match(list, /<span class="count">1<\/span>/);
    assert.match(await page('anna', '/articles-to-mend'), /for wes/);
    const fields = { action: 'done', article: 'disk', case: one };
    assert.equal((await send('wes', '/articles-to-mend', { ...fields, done: '' })).status, 400);
    assert.equal((await send('wes', '/articles-to-mend', { ...fields, case: '1', done: 'x' })).status, 400);
    assert.equal((await send('wes', '/articles-to-mend', { ...fields, done: 'Step 2 added' })).status, 303);
    const again = await send('wes', '/articles-to-mend', { ...fields, done: 'twice' });
    assert.equal(again.status, 409);
    const done = await page('wes', '/articles-to-mend');
    assert.match(done, /Step 2 added/);
    assert.doesNotMatch(done, /class="count"/);
    for (const login of ['zoe', 'wim', 'sal']) {
      assert.equal((await get(login, '/articles-to-mend')).status, 403, login);
    }
  });

  test('merging neither drops what was said to be wrong nor brings back what was mended', async () => {
    const wrong = 'Step 9 is for another model';
    const count = async () => /<span class="count">(\d+)<\/span>/.exec(await page('wes', '/articles-to-mend'))?.[1];
    const [one, two, three] = [await open(), await open(), await open()];
    await must(one, { action: 'link', article: 'disk', kind: 'wrong', comment: wrong });
    await must(two, { action: 'link', article: 'disk', kind: 'tried' });
    await must(one, { action: 'merge', other_case: two });
    assert.match(await page('wes', '/articles-to-mend'), new RegExp(wrong));
    assert.equal(await count(), '1');
    const list = await page('wes', '/articles-to-mend');
    const number = new RegExp(`name="case" value="(${one}|${two})"`).exec(list)[1];
    const fields = { action: 'done', article: 'disk', case: number, done: 'Step 9 is gone' };
    assert.equal((await send('wes', '/articles-to-mend', fields)).status, 303);
    assert.equal(await count(), undefined);
    await must(two, { action: 'merge', other_case: three });
    assert.equal(await count(), undefined);
    await must(three, { action: 'unmerge', other_case: two });
    assert.equal(await count(), undefined);
  });

  test('the version that ships a fix is shown to staff, and written into the article by one button', async () => {
    const one = await open();
    await must(one, { link: 'resolved disk' });
    await must(one, { action: 'duties', fixed_in: '7.1' });
    assert.match(await page('anna', '/articles/disk'), /7\.1/);
    assert.doesNotMatch(await (await server.get('/articles/disk')).text(), /7\.1/);
    const fields = { action: 'fixed_in', article: 'disk', case: one };
    assert.equal((await send('anna', '/articles-to-mend', fields)).status, 403);
    const written = await send('wes', '/articles-to-mend', fields);
    assert.equal(written.status, 303, await written.text());
    assert.match(readFileSync(path.join(server.articles, 'disk.md'), 'utf8'), /\nfixed_in: "7\.1"\n/);
  });

  test('sales sees whether a large problem is open before calling', async () => {
    const none = await open({ customer: 'Quiet' });
    await must(none, { action: 'set', severity: '4', state: 'open' });
    const quiet = await page('sal', '/customers/Quiet');
    assert.match(quiet, /No large problem is open \(Critical or High\)/);
    assert.match(quiet, /1 smaller one is open/);
    await must(none, { action: 'set', severity: '1', state: 'open' });
    assert.match(await page('sal', '/customers/Quiet'), /1 large problem is open/);
    assert.match(await page('sal', '/customers?words=quie'), /href="\/customers\/Quiet"/);
    assert.match(await page('sal', '/customers?words=nobody-here'), /No customer is called so/);
    assert.equal((await get('sal', '/customers/none-such')).status, 404);
    // who may read customers and no cases sees none of them
    assert.doesNotMatch(await page('wim', '/customers/Quiet'), /problem is open|\/cases\//);
    assert.equal((await get('zoe', '/customers')).status, 403);
  });
});
