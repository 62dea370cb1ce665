// SPDX-License-Identifier: GPL-2.0-or-later
//
// The forms of the desk over HTTP: who may send them, what happens when they are
// forged, stale or wrong, and that a refused one changes nothing.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';
const desk = `---
id: reply-disk
title: Disk is full
---
# Disk is full

## Resolution

Remove files.

## Reply

Dear {{contact.name}}, version {{version}}: remove files.
`;

describe('desk', () => {
  let server;
  const cookies = {};
  const csrf = {};

  const encode = (fields, cookie, headers = {}) => ({
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie, ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
  const page = async (login, target) =>
    (await server.get(target, { headers: { cookie: cookies[login], accept: 'text/html' } })).text();
  const changeOf = async (number) =>
    /name="change" value="(\d+)"/.exec(await page('anna', `/cases/${number}`))[1];
  const send = (login, target, fields, headers) =>
    server.get(target, encode({ csrf: csrf[login], ...fields }, cookies[login], headers));
  const act = async (number, fields, login = 'anna') =>
    send(login, `/cases/${number}`, { change: await changeOf(number), ...fields });

  async function open(fields = {}) {
    const answer = await send('anna', '/cases/new', {
      action: 'open', customer: 'Zoo', new_customer: '1', subject: 'Disk is full', text: 'Full.', ...fields,
    });
    assert.equal(answer.status, 303, await answer.text());
    return /^\/cases\/(\w+)\?done=new$/.exec(answer.headers.get('location'))[1];
  }

  before(async () => {
    server = await Server.start({ after() {} }, { files: { 'reply.md': desk } });
    const add = (login, ...args) => {
      const added = run(['user', 'add', login, ...args, '--data', server.data],
        { input: `${password}\n` });
      assert.equal(added.status, 0, added.stderr);
    };
    add('anna', '--role', 'agent');
    add('wim', '--role', 'marketing');
    add('sal', '--role', 'sales');
    for (const login of ['anna', 'wim', 'sal']) await signIn(login);
    await open();
    await open({ customer: 'Aquarium' });
    add('zoe', '--role', 'customer', '--customer', 'Zoo');
    await signIn('zoe');
  });
  after(() => server.remove());

  async function signIn(login) {
    const answer = await server.get('/sign-in', encode({ login, password }, ''));
    assert.equal(answer.status, 303);
    cookies[login] = answer.headers.get('set-cookie').split(';')[0];
    [, csrf[login]] = /name="csrf" value="([0-9a-f]{64})"/.exec(await page(login, '/account'));
  }

  test('pages of the desk are for the desk', async () => {
    for (const target of ['/cases', '/cases/1001', '/cases/new']) {
      assert.equal((await server.get(target)).status, 401, target);
      for (const login of ['wim', 'zoe']) {
        const answer = await server.get(target, { headers: { cookie: cookies[login] } });
        assert.equal(answer.status, 403, `${login} ${target}`);
      }
      const answer = await server.get(target, { headers: { cookie: cookies.anna } });
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('cache-control'), /private, no-store/);
    }
    assert.equal((await server.get('/cases/nope', { headers: { cookie: cookies.anna } })).status, 404);
  });

  test('who may only read cannot write', async () => {
    const number = await open();
    const before = await changeOf(number);
    for (const fields of [{ action: 'answer', text: 'x', severity: '1' }, { action: 'note', text: 'x' },
      { action: 'set', severity: '1' }, { action: 'close', outcome: 'none', reason: 'x' },
      { action: 'time', minutes: '5', worked_on: '2026-01-01' }, { link: 'resolved reply-disk' }]) {
      assert.equal((await act(number, fields, 'sal')).status, 403, JSON.stringify(fields));
    }
    assert.equal(await changeOf(number), before);
  });

  test('forms without the token of the session, or from elsewhere, do nothing', async () => {
    const number = await open();
    const change = await changeOf(number);
    const fields = { change, action: 'note', text: 'forged' };
    for (const [token, headers] of [['', {}], ['0'.repeat(64), {}], [csrf.sal, {}],
      [csrf.anna, { origin: 'https://evil.example' }], [csrf.anna, { 'sec-fetch-site': 'cross-site' }]]) {
      const answer = await server.get(`/cases/${number}`,
        encode({ ...fields, csrf: token }, cookies.anna, headers));
      assert.equal(answer.status, 403);
    }
    assert.equal(await changeOf(number), change);
  });

  // What the store holds, as `solvent export` writes it.
  function exported(kind, fits) {
    const { status, stdout, stderr } = run(['export', kind, '--data', server.data]);
    assert.equal(status, 0, stderr);
    return stdout.split('\n').filter((line) => line.includes(fits)).length;
  }

  const once = (html) => /name="once" value="([\w-]{43})"/.exec(html)[1];

  test('a form that is sent twice does it once', async () => {
    const number = await open();
    for (const [fields, kind] of [
      [{ action: 'time', minutes: '7', worked_on: '2026-01-01', time_note: 'counted-time' }, 'time'],
      [{ action: 'note', text: 'counted-note' }, 'cases'],
      [{ action: 'answer', text: 'counted-answer', severity: '2' }, 'cases']]) {
      const form = { ...fields, change: await changeOf(number),
        once: once(await page('anna', `/cases/${number}`)) };
      const mark = Object.values(fields).find((each) => each.startsWith('counted'));
      for (let i = 0; i < 3; i++) {
        const answer = await send('anna', `/cases/${number}`, form);
        assert.equal(answer.status, 303, mark);
        assert.match(answer.headers.get('location'), new RegExp(`done=${fields.action}`));
      }
      assert.equal(exported(kind, mark), 1, mark);
      const other = await send('anna', `/cases/${number}`, { ...form, minutes: '9', text: 'another <text>' });
      assert.equal(other.status, 422);
      const html = await other.text();
      assert.match(html, /sent before with something else/);
      assert.match(html, fields.text ? /another &lt;text&gt;<\/textarea>/ : /value="9"/);
      assert.notEqual(once(html), form.once);
      assert.equal(exported(kind, mark), 1, mark);
    }
    const at = `/my/cases/${number}`;
    const own = { text: 'counted-customer', once: once(await page('zoe', at)) };
    for (let i = 0; i < 2; i++) assert.equal((await send('zoe', at, own)).status, 303);
    assert.equal((await page('zoe', at)).split('counted-customer').length, 2);
    const fresh = { action: 'open', customer: 'Zoo', subject: 'counted-case', text: 'x',
      once: once(await page('anna', '/cases/new')) };
    const places = new Set();
    for (let i = 0; i < 2; i++) {
      places.add((await send('anna', '/cases/new', fresh)).headers.get('location'));
    }
    assert.equal(places.size, 1);
    assert.equal(exported('cases', 'counted-case'), 1);
  });

  test('two forms at the same moment: one is done, the other keeps what it says', async () => {
    const number = await open();
    const change = await changeOf(number);
    const forms = ['one', 'two'].map((text) => ({ change, action: 'answer', text: `answer ${text}`, severity: '2' }));
    const answers = await Promise.all(forms.map((form) => send('anna', `/cases/${number}`, form)));
    assert.deepEqual(answers.map((each) => each.status).sort(), [303, 409]);
    const late = answers.findIndex((each) => each.status === 409);
    assert.match(await answers[late].text(), new RegExp(`${forms[late].text}</textarea>`));
    const html = await page('anna', `/cases/${number}`);
    assert.equal(html.includes(forms[late].text), false);
    assert.equal(html.includes(forms[1 - late].text), true);
  });

  test('a stale form is told, keeps its text and changes nothing', async () => {
    const number = await open();
    const change = await changeOf(number);
    assert.equal((await act(number, { action: 'note', text: 'first' })).status, 303);
    for (const fields of [{ action: 'answer', text: 'my <b>words</b>', severity: '1' },
      { action: 'note', text: 'my <b>words</b>' }, { action: 'set', severity: '1' },
      { action: 'close', outcome: 'none', reason: 'my reason' }, { action: 'close', outcome: 'new' },
      { action: 'link', kind: 'wrong', article: 'reply-disk', comment: 'my comment' },
      { action: 'reopen' }, { link: 'tried reply-disk' }]) {
      const now = await changeOf(number);
      const answer = await send('anna', `/cases/${number}`, { change, ...fields });
      const text = await answer.text();
      assert.equal(answer.status, 409, JSON.stringify(fields));
      assert.match(text, /Somebody else changed this case/);
      if (fields.text) assert.match(text, /my &lt;b&gt;words&lt;\/b&gt;<\/textarea>/);
      for (const typed of [fields.reason, fields.comment]) {
        if (typed) assert.ok(text.includes(typed), typed);
      }
      assert.equal(await changeOf(number), now);
    }
    assert.equal(readdirSync(server.articles).length, 1, 'no draft was left behind');
  });

  test('a first answer needs a severity; an unfilled placeholder blocks it', async () => {
    const number = await open();
    const refused = await act(number, { action: 'answer', text: 'Hello' });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /set the severity/);
    const left = await act(number, { action: 'answer', text: 'Hello {{contact.name}}', severity: '2' });
    assert.equal(left.status, 400);
    assert.match(await left.text(), /\{\{contact\.name\}\} still stands in the text/);
    assert.equal((await act(number, { action: 'answer', text: 'Hello', severity: '2' })).status, 303);
    const text = await page('anna', `/cases/${number}`);
    assert.match(text, /said by-agent/);
    assert.match(text, /class="state waiting"/);
    assert.match(text, /class="severity s2"/);
  });

  test('a reply is inserted behind what was typed', async () => {
    const number = await open({ contact: 'Bo <i>', version: '3' });
    const answer = await act(number, { insert: 'reply-disk', text: 'Typed.' });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /Typed\.\n\nDear Bo &lt;i&gt;, version 3: remove files\.<\/textarea>/);
  });

  test('links, wrong ones with what is wrong, and none to what is not there', async () => {
    const number = await open();
    assert.equal((await act(number, { action: 'link', article: 'no-such', kind: 'tried' })).status, 400);
    const wrong = await act(number, { action: 'link', article: 'reply-disk', kind: 'wrong' });
    assert.equal(wrong.status, 400);
    assert.match(await wrong.text(), /Say what is wrong/);
    const address = 'https://help.example.com/articles/reply-disk?q=x#part';
    assert.equal((await act(number, {
      action: 'link', article: address, kind: 'wrong', comment: 'Step 2 is missing',
    })).status, 303);
    assert.match(await page('anna', `/cases/${number}`), /Step 2 is missing/);
    assert.equal((await act(number, { unlink: 'reply-disk' })).status, 303);
    assert.doesNotMatch(await page('anna', `/cases/${number}`), /Step 2 is missing/);
  });

  test('closing asks one question; a closed case cannot be closed again, but reopened', async () => {
    const number = await open();
    for (const [fields, words] of [[{}, /Say what resolved the case/],
      [{ outcome: 'known' }, /Choose the article/], [{ outcome: 'none' }, /why there is no article/],
      [{ outcome: 'known', article: 'no-such' }, /There is no article/]]) {
      const answer = await act(number, { action: 'close', ...fields });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), words);
    }
    assert.equal((await act(number, {
      action: 'close', outcome: 'known', article: 'reply-disk',
    })).status, 303);
    assert.match(await page('anna', `/cases/${number}`), /class="state closed"/);
    assert.equal((await act(number, { action: 'close', outcome: 'none', reason: 'r' })).status, 409);
    assert.equal((await act(number, { unlink: 'reply-disk' })).status, 409);
    assert.equal((await act(number, { action: 'reopen' })).status, 303);
    assert.equal((await act(number, { action: 'reopen' })).status, 409);
    assert.match(await page('anna', `/cases/${number}`), /Reopened 1 time/);
  });

  test('something new becomes a draft in the article folder', async () => {
    const number = await open({ subject: 'Toner smells', contact: 'Bo Lund' });
    assert.equal((await act(number, { action: 'close', outcome: 'new' })).status, 303);
    const file = path.join(server.articles, `toner-smells-${number}.md`);
    assert.ok(existsSync(file));
    assert.match(readFileSync(file, 'utf8'), /\nstate: draft\n---\n/);
    // with its title, before the index has it, and the way to edit it for who may
    const shown = await page('anna', `/cases/${number}`);
    const edit = `<a href="/write/toner-smells-${number}" aria-label="Edit the draft Toner smells">`;
    assert.ok(shown.includes(`Something new, and an article from it: Toner smells <span class="label">draft</span> ${edit}`));
    assert.doesNotMatch(shown, /no such article yet/);
    assert.match(await page('anna', `/write/toner-smells-${number}`), /title: &quot;Toner smells|title: "Toner smells/);
    const read = await page('sal', `/cases/${number}`);
    assert.match(read, /Toner smells/);
    assert.doesNotMatch(read, /Edit the draft/);
  });

  test('who answers a guest is told that it has to be mailed', async () => {
    const known = await open();
    assert.doesNotMatch(await page('anna', `/cases/${known}`), /has no account here/);
    const number = await open({
      customer: 'Passer-by', new_customer: '1', contact: 'Jo', email: 'jo@away.example', subject: 'It & <leaks>',
    });
    const link = async () => / href="(mailto:[^"]*)"/.exec(await page('anna', `/cases/${number}`))[1].replaceAll('&amp;', '&');
    assert.match(await page('anna', `/cases/${number}`), /This customer has no account here and\s+does not see/);
    assert.equal(decodeURIComponent(await link()), `mailto:jo@away.example?subject=Re: It & <leaks> [${number}]`);
    assert.equal((await act(number, { action: 'answer', severity: '2', text: 'Close it.\nThen wait & see.' })).status, 303);
    const mail = new URL(await link());
    assert.equal(mail.searchParams.get('body'), 'Close it.\r\nThen wait & see.');
    assert.equal((await act(number, { action: 'answer', text: 'x'.repeat(1201) })).status, 303);
    assert.doesNotMatch(await link(), /body=/);
    const nowhere = await open({ customer: 'Caller', new_customer: '1' });
    assert.match(await page('anna', `/cases/${nowhere}`), /No mail address is known either/);
  });

  test('time of no length, or of more than a day, is refused', async () => {
    const number = await open();
    for (const minutes of ['', '0', '-5', '1.5', '1441', '99999999999999999999', 'ten']) {
      const answer = await act(number, { action: 'time', minutes, worked_on: '2026-01-01' });
      assert.equal(answer.status, 400, minutes);
    }
    assert.equal((await act(number, { action: 'time', minutes: '5', worked_on: '2026-02-30' })).status, 400);
    assert.equal((await act(number, { action: 'time', minutes: '90', worked_on: '2026-01-01' })).status, 303);
    assert.match(await page('anna', `/cases/${number}`), /1 h 30 min/);
  });

  test('a new case needs a customer that is there, or is said to be new, and a subject', async () => {
    const fields = { action: 'open', customer: 'Nobody at all', subject: 'S', text: 'typed <words>' };
    const unknown = await send('anna', '/cases/new', fields);
    const text = await unknown.text();
    assert.equal(unknown.status, 400);
    assert.match(text, /There is no customer &quot;Nobody at all&quot;|There is no customer "Nobody at all"/);
    assert.match(text, /typed &lt;words&gt;<\/textarea>/);
    assert.match(text, /name="new_customer"/);
    assert.equal((await send('anna', '/cases/new', { ...fields, customer: 'Zoo', subject: '' })).status, 400);
    assert.equal((await send('sal', '/cases/new', fields)).status, 403);
  });

  test('likely articles are a part of a page', async () => {
    const answer = await send('anna', '/cases/likely', { subject: 'disk full', text: '"-(' });
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(text, /^<div id="~likely">/);
    assert.match(text, /Disk is full/);
    assert.equal((await send('zoe', '/cases/likely', { subject: 'disk' })).status, 403);
  });

  test('customers have their own cases and no others', async () => {
    const list = await page('zoe', '/my/cases');
    assert.match(list, /href="\/my\/cases\/1001"/);
    assert.doesNotMatch(list, /1002/);
    const headers = { cookie: cookies.zoe, accept: 'application/json' };
    const bodies = [];
    for (const number of ['1002', '999999']) {
      const answer = await server.get(`/my/cases/${number}`, { headers });
      assert.equal(answer.status, 404);
      bodies.push((await answer.json()).detail);
      assert.equal((await send('zoe', `/my/cases/${number}`, { text: 'x' })).status, 404);
    }
    assert.equal(bodies[0], bodies[1]);
    assert.equal((await act('1001', { action: 'note', text: 'SECRET NOTE' })).status, 303);
    assert.equal((await send('zoe', '/my/cases/1001', { text: '' })).status, 400);
    assert.equal((await send('zoe', '/my/cases/1001', { text: 'More <b>words' })).status, 303);
    const own = await page('zoe', '/my/cases/1001');
    assert.match(own, /More &lt;b&gt;words/);
    assert.doesNotMatch(own, /SECRET NOTE/);
    assert.equal((await server.get('/my/cases', { headers: { cookie: cookies.anna } })).status, 403);
  });
});
