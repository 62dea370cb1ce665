// SPDX-License-Identifier: GPL-2.0-or-later
//
// The contact form over HTTP: likely articles come first, what solved it is
// counted, what is sent becomes one case, and nobody learns what is not theirs.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';
const files = {
  'numbat.md': '# Numbat daemon stops\n\n## Resolution\n\nFeed the numbat.\n',
  'secret.md': '---\naccess: internal\n---\n# Numbat daemon secret\n\nThe numbat daemon is a mole.\n',
};
const encode = (fields, cookie) => ({
  method: 'POST',
  headers: {
    'content-type': 'application/x-www-form-urlencoded', accept: 'text/html',
    ...(cookie ? { cookie } : {}),
  },
  body: new URLSearchParams(fields).toString(),
});
const value = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

async function start(t, who) {
  const server = await Server.start(t, { files });
  await server.kill('SIGTERM');
  writeFileSync(path.join(server.data, 'solvent.conf'), `contact_form = ${who}\n`);
  await server.serve();
  return server;
}

function addUser(server, login, ...args) {
  const added = run(['user', 'add', login, ...args, '--data', server.data], { input: `${password}\n` });
  assert.equal(added.status, 0, added.stderr);
}

async function signIn(server, login) {
  const answer = await server.get('/sign-in', encode({ login, password }));
  assert.equal(answer.status, 303);
  return answer.headers.get('set-cookie').split(';')[0];
}

class Form {
  constructor(server, cookie = '') {
    Object.assign(this, { server, cookie });
  }

  async open(target = '/contact') {
    const answer = await this.server.get(target,
      { headers: { cookie: this.cookie, accept: 'text/html' }, redirect: 'manual' });
    this.html = await answer.text();
    this.once = value(this.html, 'once');
    this.csrf = value(this.html, 'csrf');
    return answer;
  }

  send(fields, target = '/contact') {
    return this.server.get(target, {
      ...encode({ once: this.once, ...(this.csrf ? { csrf: this.csrf } : {}), ...fields }, this.cookie),
      redirect: 'manual',
    });
  }
}

const ask = { subject: 'numbat daemon stops', text: 'It stops every night.' };
const who = { name: 'Ida Moss', email: 'ida@example.com' };

async function deflections(server, cookie) {
  const { asked, shown, claimed, implied, sent } =
    await (await server.get('/api/v1/deflections', { headers: { cookie } })).json();
  return { asked, shown, claimed, implied, sent };
}

test('what an article solves is no case, and counts for the article', async (t) => {
  const server = await start(t, 'everybody');
  addUser(server, 'max', '--role', 'manager');
  const max = await signIn(server, 'max');
  const form = new Form(server);
  assert.equal((await form.open()).status, 200);
  const page = await (await form.send({ action: 'look', ...ask })).text();
  assert.match(page, /This may help at once[^]*Numbat daemon stops[^]*name="solved" value="numbat"/);
  assert.doesNotMatch(page, /secret|mole/);
  assert.equal(value(page, 'once'), form.once);
  assert.equal(value(page, 'subject') ?? /name="subject"[^>]*value="([^"]*)"/.exec(page)[1], ask.subject);
  assert.match(page, /It stops every night\./);
  const link = /href="(\/articles\/numbat\?asked=[^"#]+)/.exec(page)[1];
  assert.equal((await server.get(link)).status, 200);
  for (let i = 0; i < 2; i++) {
    const solved = await form.send({ solved: 'numbat', ...ask });
    assert.equal(solved.headers.get('location'), '/contact?solved=1');
  }
  assert.match(await (await server.get('/contact?solved=1')).text(), /Nothing was sent/);
  assert.deepEqual(await deflections(server, max),
    { asked: 1, shown: 1, claimed: 1, implied: 0, sent: 0 });
  const { cases } = await (await server.get('/api/v1/cases', { headers: { cookie: max } })).json();
  assert.deepEqual(cases, []);
  // what was not shown cannot be said to have helped
  const other = new Form(server);
  await other.open();
  await other.send({ action: 'look', ...ask });
  await other.send({ solved: 'secret', ...ask });
  assert.equal((await deflections(server, max)).claimed, 1);
});

test('what is sent is one case, however often the form is sent', async (t) => {
  const server = await start(t, 'everybody');
  addUser(server, 'max', '--role', 'manager');
  const max = await signIn(server, 'max');
  const form = new Form(server);
  await form.open();
  await form.send({ action: 'look', ...ask });
  for (let i = 0; i < 2; i++) {
    const sent = await form.send({ action: 'send', ...ask, ...who });
    assert.equal(sent.headers.get('location'), `/contact/${form.once}`);
  }
  const page = await (await server.get(`/contact/${form.once}`)).text();
  const number = /case <b>(\d+)<\/b>/.exec(page)[1];
  assert.match(page, /Monday to Friday 7:00 to 18:00 \(America\/Chicago\)/);
  assert.match(page, /We are (there now|back on \w+day at 7:00)/);
  const { cases } = await (await server.get('/api/v1/cases', { headers: { cookie: max } })).json();
  assert.deepEqual(cases.map((row) => [row.number, row.customer, row.contact, row.subject]),
    [[number, 'not-known', 'ida@example.com', ask.subject]]);
  assert.deepEqual(await deflections(server, max),
    { asked: 1, shown: 1, claimed: 0, implied: 0, sent: 1 });
  const changed = await form.send({ action: 'send', ...ask, ...who, text: 'Another text' });
  assert.equal(changed.status, 422);
  assert.match(await changed.text(), /Another text/);
  assert.equal((await server.get(`/contact/${'x'.repeat(43)}`)).status, 404);
});

test('what is wrong is said, and what was typed stays', async (t) => {
  const server = await start(t, 'everybody');
  const form = new Form(server);
  await form.open('/contact?q=%3Cscript%3E');
  assert.match(form.html, /value="&lt;script&gt;"/);
  for (const [fields, wrong] of [
    [{ ...who, text: 'kept text' }, 'subject'],
    [{ ...ask, text: 'kept text', email: who.email }, 'name'],
    [{ ...ask, text: 'kept text', name: 'Ida', email: 'nowhere' }, 'email'],
  ]) {
    const answer = await form.send({ action: 'send', ...fields });
    assert.equal(answer.status, 400);
    const page = await answer.text();
    assert.match(page, new RegExp(`role="alert"><p><a href="#~${wrong}">`));
    assert.match(page, /kept text/);
  }
  const far = await form.send({ action: 'send', ...ask, ...who, subject: 's'.repeat(2000) });
  assert.equal(far.status, 413);
  assert.match(await far.text(), /sssss/);
  const foreign = await server.get('/contact', {
    ...encode({ action: 'send', ...ask, ...who }),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site' },
  });
  assert.equal(foreign.status, 403);
});

test('who asks without end is told to wait', async (t) => {
  const server = await start(t, 'everybody');
  const statuses = [];
  for (let i = 0; i < 12; i++) {
    const form = new Form(server);
    await form.open();
    statuses.push((await form.send({ action: 'send', ...ask, ...who })).status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(303), 429, 429]);
});

test('many at the same moment do not pass the limit together', async (t) => {
  const server = await start(t, 'everybody');
  const form = new Form(server);
  await form.open();
  const sent = await Promise.all([...Array(40).keys()].map((number) => form.send({
    once: `once-${String(number).padStart(20, '0')}`, action: 'send', ...ask, ...who,
  })));
  assert.deepEqual(sent.map(({ status }) => status).sort(), [...Array(10).fill(303), ...Array(30).fill(429)]);
});

test('neither blanks nor many looks lead past the limit, and a page says what was sent', async (t) => {
  const server = await start(t, 'everybody');
  const form = new Form(server);
  await form.open();
  for (let i = 0; i < 61; i++) {
    const once = `look-${String(i).padStart(20, '0')}`;
    assert.equal((await form.send({ once, ...ask }, '/contact/likely')).status, 200);
  }
  const statuses = [];
  for (let i = 0; i < 12; i++) {
    const once = `${' '.repeat(i % 2)}sent-${String(i).padStart(20, '0')}`;
    const sent = await form.send({ once, action: 'send', ...ask, ...who });
    statuses.push(sent.status);
    if (sent.status === 303) {
      const page = await server.get(sent.headers.get('location'));
      assert.match(await page.text(), /It is case <b>\d+<\/b>/);
    }
  }
  assert.deepEqual(statuses, [...Array(10).fill(303), 429, 429]);
  for (let i = 0; i < 3; i++) {
    const once = `${' '.repeat(i)}same-00000000000000000000`;
    assert.equal((await form.send({ once, action: 'send', ...ask, ...who })).status, 429);
  }
});

test('customers who have signed in ask as themselves', async (t) => {
  const server = await start(t, 'customers');
  addUser(server, 'anna', '--role', 'agent');
  const added = run(['import', 'customers', '-', '--data', server.data], { input: 'key,name\nzoo,Zoo\n' });
  assert.equal(added.status, 0, added.stderr);
  addUser(server, 'zoe', '--role', 'customer', '--customer', 'zoo', '--name', 'Zoe');
  assert.equal((await server.get('/contact')).headers.get('location'), '/sign-in?next=/contact');
  const anna = new Form(server, await signIn(server, 'anna'));
  assert.equal((await anna.open()).headers.get('location'), '/cases/new');
  const zoe = new Form(server, await signIn(server, 'zoe'));
  await zoe.open();
  assert.doesNotMatch(zoe.html, /Your mail address/);
  assert.match(zoe.html, /<a href="\/contact">Contact us<\/a>/);
  const forged = await zoe.send({ action: 'send', ...ask, csrf: 'x' });
  assert.equal(forged.status, 403);
  const sent = await zoe.send({ action: 'send', ...ask });
  assert.equal(sent.status, 303);
  const page = await (await server.get(`/contact/${zoe.once}`,
    { headers: { cookie: zoe.cookie } })).text();
  const own = /href="(\/my\/cases\/\d+)"/.exec(page)[1];
  const shown = await (await server.get(own, { headers: { cookie: zoe.cookie } })).text();
  assert.match(shown, /It stops every night\./);
});

test('without a form there is none', async (t) => {
  const server = await start(t, 'off');
  assert.equal((await server.get('/contact')).status, 404);
  assert.equal((await server.get('/contact', encode({ action: 'send', ...ask, ...who }))).status, 404);
});
