// SPDX-License-Identifier: GPL-2.0-or-later
//
// The pages under /settings: who may enter them, what their forms change, and
// that what was typed comes back when they refuse.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Server, run, until } from './support/server.mjs';

const password = 'correct horse battery';

function form(fields, cookie) {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...(cookie ? { cookie } : {}),
    },
    body: new URLSearchParams(fields).toString(),
  };
}

// What a page of one visitor says, and the answer to a form with its csrf.
class Visitor {
  static async signIn(server, login, secret = password) {
    const answer = await server.get('/sign-in', form({ login, password: secret }));
    const visitor = new Visitor();
    visitor.server = server;
    visitor.status = answer.status;
    visitor.cookie = answer.headers.get('set-cookie')?.split(';')[0];
    return visitor;
  }

  async get(path) {
    const answer = await this.server.get(path, { headers: { cookie: this.cookie, accept: 'text/html' } });
    return { status: answer.status, text: await answer.text() };
  }

  async post(path, fields, from = path) {
    const page = (await this.get(from)).text;
    const csrf = /name="csrf" value="([0-9a-f]{64})"/.exec(page)[1];
    const answer = await this.server.get(path, form({ csrf, ...fields }, this.cookie));
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
  }
}

const valueOf = (text, name) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(text)[1];

describe('settings', () => {
  let server;
  let anna;
  let bob;

  before(async () => {
    server = await Server.start({ after() {} }); // ended below
    for (const [login, role] of [['anna', 'admin'], ['bob', 'agent']]) {
      const added = run(['user', 'add', login, '--role', role, '--data', server.data], { input: `${password}\n` });
      assert.equal(added.status, 0, added.stderr);
    }
    await until(async () => (await (await server.get('/')).text()).includes('href="/sign-in"'), 'the link to sign in');
    anna = await Visitor.signIn(server, 'anna');
    bob = await Visitor.signIn(server, 'bob');
  });

  after(() => server.remove());

  test('the first page names what one may enter, and nothing else', async () => {
    const all = await anna.get('/settings');
    assert.equal(all.status, 200);
    assert.match(all.text, /href="\/settings\/users"/);
    assert.match(all.text, /href="\/settings\/webhooks"/);
    const some = await bob.get('/settings');
    assert.equal(some.status, 200);
    assert.doesNotMatch(some.text, /href="\/settings\/(users|severities|calendars|webhooks)"/);
    assert.equal((await bob.get('/settings/users')).status, 403);
    assert.equal((await bob.get('/settings/users/anna')).status, 403);
  });

  test('a user is added with a typed password, and signs in', async () => {
    const answer = await anna.post('/settings/users',
      { action: 'add', login: 'carl', name: 'Carl <C>', role: 'writer', groups: '', password });
    assert.equal(answer.status, 303, answer.text);
    const page = await anna.get(answer.to);
    assert.match(page.text, /The user was added/);
    assert.match(page.text, /Carl &lt;C&gt;/);
    assert.equal((await Visitor.signIn(server, 'carl')).status, 303);
  });

  test('a password that nobody typed is made, shown once, and works', async () => {
    const answer = await anna.post('/settings/users', { action: 'add', login: 'dora', role: 'agent' });
    assert.equal(answer.status, 200, answer.text);
    const made = /id="~password-made">([^<]+)</.exec(answer.text)[1];
    assert.ok(made.length >= 20);
    assert.equal((await Visitor.signIn(server, 'dora', made)).status, 303);
    assert.ok(!(await anna.get('/settings/users/dora')).text.includes(made));
    const events = run(['export', 'events', '--data', server.data]);
    assert.ok(!events.stdout.includes(made));
  });

  test('a token is made with few rights, shown once, and revoked', async () => {
    const fields = { action: 'add', name: 'night <run>', 'right-cases:read': '1', 'right-users': '' };
    const made = await bob.post('/settings/tokens', fields);
    assert.equal(made.status, 200, made.text);
    assert.match(made.text, /<b>night &lt;run&gt;<\/b>/);
    const secret = /id="~token-made"[^>]*>(slv_[A-Za-z0-9_-]{43})</.exec(made.text)[1];
    const ask = (path) => server.get(path, { headers: { authorization: `Bearer ${secret}` } });
    assert.equal((await ask('/api/v1/cases')).status, 200);
    assert.equal((await ask('/api/v1/customers')).status, 403);
    assert.equal((await ask('/settings/tokens')).status, 403); // no token makes others
    const page = await bob.get('/settings/tokens');
    assert.ok(!page.text.includes(secret));
    assert.match(page.text, /night &lt;run&gt;/);
    const answer = await server.get('/settings/tokens', { headers: { cookie: bob.cookie, accept: 'text/html' } });
    assert.match(answer.headers.get('cache-control'), /no-store/);

    for (const [wrong, words] of [
      [{ name: '' }, /needs a name/], [{ 'right-cases:read': '' }, /at least one/],
      [{ name: 'b', 'right-users': '1' }, /cannot have the right/], [{}, /already/],
    ]) {
      const refused = await bob.post('/settings/tokens', { ...fields, ...wrong });
      assert.ok([400, 409].includes(refused.status), JSON.stringify(wrong));
      assert.match(refused.text, words);
      assert.ok(!/slv_/.test(refused.text));
      if (wrong.name !== '') assert.match(refused.text, /name="name"[^>]* value="(night|b)/);
      if (!('right-cases:read' in wrong)) assert.match(refused.text, /name="right-cases:read" value="1" checked/);
    }
    // bob's field "login" means nothing; anna may make one for him
    assert.equal((await bob.post('/settings/tokens', { ...fields, name: 'c', login: 'anna' })).status, 200);
    assert.doesNotMatch((await anna.get('/settings/tokens')).text, /<th scope="row">c<\/th><td>anna/);
    assert.match((await anna.get('/settings/tokens')).text, /<th scope="row">c<\/th><td>bob/);
    assert.equal((await anna.post('/settings/tokens', { ...fields, name: 'd', login: 'ghost' })).status, 400);
    assert.equal((await anna.post('/settings/tokens', { ...fields, name: 'd', login: 'bob' })).status, 200);

    const hers = await anna.post('/settings/tokens', { ...fields, name: 'hers' });
    assert.equal(hers.status, 200);
    const id = /<th scope="row">hers<[^]*?name="id" value="(\d+)"/.exec(hers.text)[1];
    assert.equal((await bob.post('/settings/tokens', { action: 'revoke', id })).status, 400);
    const own = /night &lt;run&gt;<[^]*?name="id" value="(\d+)"/.exec(page.text)[1];
    assert.equal((await bob.post('/settings/tokens', { action: 'revoke', id: own })).status, 303);
    assert.equal((await ask('/api/v1/cases')).status, 401);
    assert.match((await bob.get('/settings/tokens')).text, /night &lt;run&gt;[^]*?revoked /);
    assert.equal((await bob.post('/settings/tokens', { action: 'revoke', id: 'x' })).status, 400);
    assert.equal((await bob.post('/settings/tokens', { action: 'fly' })).status, 400);
    assert.equal((await server.get('/settings/tokens', { headers: { accept: 'text/html' }, redirect: 'manual' })).status, 401);
  });

  test('what was typed comes back when it is refused', async () => {
    const typed = { action: 'add', login: 'bob', name: 'Another "Bob"', role: 'customer', customer: 'c17', groups: 'gold, silver', password };
    const taken = await anna.post('/settings/users', typed);
    assert.notEqual(taken.status, 303);
    assert.match(taken.text, /role="alert"/);
    assert.equal(valueOf(taken.text, 'name'), 'Another &quot;Bob&quot;');
    assert.equal(valueOf(taken.text, 'groups'), 'gold, silver');
    assert.match(taken.text, /value="customer" selected/);
    assert.ok(!taken.text.includes(password));
    for (const wrong of [{ login: 'x y' }, { role: 'king' }, { password: 'short' }]) {
      const { status, text } = await anna.post('/settings/users', { action: 'add', login: 'new', role: 'agent', password, ...wrong });
      assert.equal(status, 400, JSON.stringify(wrong));
      assert.match(text, /role="alert"/);
    }
    assert.equal((await anna.get('/settings/users/new')).status, 404);
  });

  test('a role holds from the next request on, and a stale form is told', async () => {
    await anna.post('/settings/users', { action: 'add', login: 'erik', role: 'agent', password });
    const erik = await Visitor.signIn(server, 'erik');
    assert.equal((await erik.get('/settings/webhooks')).status, 403);
    const was = valueOf((await anna.get('/settings/users/erik')).text, 'was');
    const first = await anna.post('/settings/users/erik', { action: 'role', was, role: 'manager' });
    assert.equal(first.status, 303, first.text);
    assert.equal((await erik.get('/settings/webhooks')).status, 200);
    const second = await anna.post('/settings/users/erik', { action: 'role', was, role: 'sales', groups: 'kept' });
    assert.equal(second.status, 409);
    assert.match(second.text, /Somebody changed this/);
    assert.equal(valueOf(second.text, 'groups'), 'kept');
    assert.equal((await erik.get('/settings/webhooks')).status, 200);
  });

  test('disabling ends sessions; the last administrator stays', async () => {
    await anna.post('/settings/users', { action: 'add', login: 'fred', role: 'agent', password });
    const fred = await Visitor.signIn(server, 'fred');
    assert.equal((await fred.get('/cases')).status, 200);
    assert.equal((await anna.post('/settings/users/fred', { action: 'disable' })).status, 303);
    assert.notEqual((await fred.get('/cases')).status, 200);
    assert.equal((await anna.post('/settings/users/fred', { action: 'enable' })).status, 303);
    assert.equal((await Visitor.signIn(server, 'fred')).status, 303);
    const last = await anna.post('/settings/users/anna', { action: 'disable' });
    assert.equal(last.status, 409);
    assert.match(last.text, /role="alert"/);
    assert.equal((await anna.get('/settings/users')).status, 200);
  });

  test('the own password is changed without being signed out', async () => {
    const gina = await anna.post('/settings/users', { action: 'add', login: 'gina', role: 'admin', password });
    assert.equal(gina.status, 303);
    const self = await Visitor.signIn(server, 'gina');
    const other = await Visitor.signIn(server, 'gina');
    assert.equal((await self.post('/settings/users/gina', { action: 'password', password: 'another horse battery' })).status, 303);
    assert.equal((await self.get('/settings/users')).status, 200);
    assert.notEqual((await other.get('/settings/users')).status, 200);
  });

  test('a form without its csrf changes nothing', async () => {
    const answer = await server.get('/settings/users',
      form({ action: 'add', login: 'evil', role: 'admin', password }, anna.cookie));
    assert.equal(answer.status, 403);
    assert.equal((await anna.get('/settings/users/evil')).status, 404);
  });
});

describe('severities, business hours and absences', () => {
  let server;
  let max;
  let bob;

  before(async () => {
    server = await Server.start({ after() {} }); // ended below
    for (const [login, role] of [['max', 'manager'], ['bob', 'agent'], ['wim', 'writer']]) {
      const added = run(['user', 'add', login, '--role', role, '--data', server.data], { input: `${password}\n` });
      assert.equal(added.status, 0, added.stderr);
    }
    await until(async () => (await (await server.get('/')).text()).includes('href="/sign-in"'), 'the link to sign in');
    max = await Visitor.signIn(server, 'max');
    bob = await Visitor.signIn(server, 'bob');
  });

  after(() => server.remove());

  const targets = () => JSON.parse(run(['severity', '--json', '--data', server.data]).stdout);
  const at = '/settings/severities';

  // All fields of the page as they stand there.
  async function present() {
    const { text } = await max.get(at);
    const fields = { action: 'save', zone: valueOf(text, 'zone'), was: valueOf(text, 'was'),
      holidays: /<textarea[^>]*>\n([^<]*)</.exec(text)[1] };
    for (let i = 1; i <= 7; i++) {
      fields[`hours${i}`] = valueOf(text, `hours${i}`);
      if (i <= 5) for (const part of ['name', 'first', 'fix']) fields[part + i] = valueOf(text, part + i);
    }
    return fields;
  }

  test('the form says what holds, and saving it as it stands changes nothing', async () => {
    const fields = await present();
    assert.deepEqual([fields.name1, fields.first1, fields.fix1], ['Critical', '30m', '8h']);
    assert.deepEqual([fields.zone, fields.hours1, fields.hours6], ['America/Chicago', '7:00-18:00', '']);
    const was = targets();
    const answer = await max.post(at, fields);
    assert.equal(answer.status, 303, answer.text);
    assert.deepEqual(targets(), was);
  });

  test('a fifth category, a holiday and Saturday are saved together', async () => {
    const answer = await max.post(at, { ...await present(),
      name5: 'Question', first5: '40h', fix5: '400h', hours6: '9:00-12:30', holidays: '2026-12-25 Christmas Day\n' });
    assert.equal(answer.status, 303, answer.text);
    const fields = await present();
    assert.equal(fields.name5, 'Question');
    assert.equal(fields.hours6, '9:00-12:30');
    assert.equal(fields.holidays.trim(), '2026-12-25 Christmas Day');
    assert.equal(targets().severities.length, 5);
  });

  test('two categories are refused with the reason, and what was typed stays', async () => {
    const was = targets();
    const fields = await present();
    for (const i of [3, 4, 5]) for (const part of ['name', 'first', 'fix']) fields[part + i] = '';
    fields.zone = 'Europe/Berlin';
    const answer = await max.post(at, fields);
    assert.equal(answer.status, 400);
    assert.match(/role="alert"[^]*?<p>([^<]*)</.exec(answer.text)[1], /3/);
    assert.equal(valueOf(answer.text, 'zone'), 'Europe/Berlin');
    assert.equal(valueOf(answer.text, 'name3'), '');
    assert.deepEqual(targets(), was);
  });

  test('wrong zones, times and days are refused', async () => {
    const was = targets();
    for (const wrong of [{ zone: 'Moon/Base' }, { first1: 'soon' }, { hours1: '18:00-7:00' }, { holidays: 'tomorrow' },
      { zone: 'UTC\nseverity = More, 1h, 2h' }]) {
      const answer = await max.post(at, { ...await present(), ...wrong });
      assert.equal(answer.status, 400, JSON.stringify(wrong));
      assert.match(answer.text, /role="alert"[^]*?<p>[A-Z"]/);
    }
    assert.deepEqual(targets(), was);
  });

  test('the second of two who save is told', async () => {
    const fields = await present();
    assert.equal((await max.post(at, { ...fields, first1: '20m' })).status, 303);
    const second = await max.post(at, { ...fields, first1: '10m' });
    assert.equal(second.status, 409);
    assert.equal(valueOf(second.text, 'first1'), '10m');
    assert.equal((await present()).first1, '20m');
    assert.equal((await bob.get(at)).status, 403);
  });

  test('an agent enters the own absence; the case and the queue name the backup', async () => {
    const here = '/settings/absences';
    const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
    // whoever is to be a backup has worked here
    const cases = run(['import', 'cases', '-', '--data', server.data], { input:
      `${JSON.stringify({ key: 'k1', customer: 'acme', subject: 'Disk full', text: 'No space left', agent: 'bob', opened: '2026-09-01' })}\n${
        JSON.stringify({ key: 'k2', customer: 'acme', subject: 'Other', text: 'Other text', agent: 'carla', opened: '2026-09-01' })}\n` });
    assert.equal(cases.status, 0, cases.stderr);
    assert.equal((await bob.post(here, { action: 'backup', agent: 'bob', backup: 'carla' })).status, 303);
    const away = await bob.post(here, { action: 'add', agent: 'bob', from: day(-2), until: day(5) });
    assert.equal(away.status, 303, away.text);
    const said = `absent until ${day(5)}; backup: carla`;
    const queue = await bob.get('/cases');
    assert.ok(queue.text.includes(said), said);
    const number = 'k1'; // imported cases keep theirs
    assert.ok((await bob.get(`/cases/${number}`)).text.includes(said));

    const others = await bob.post(here, { action: 'add', agent: 'carla', from: day(-2), until: day(5) });
    assert.equal(others.status, 403);
    const twice = await bob.post(here, { action: 'add', agent: 'bob', from: day(0), until: day(3) });
    assert.equal(twice.status, 409);
    assert.equal(valueOf(twice.text, 'until'), day(3));
    for (const [from, until] of [[day(9), day(8)], ['soon', day(9)], [day(9), day(9)]])
      assert.equal((await bob.post(here, { action: 'add', agent: 'bob', from, until })).status, 400);
    assert.equal((await bob.post(here, { action: 'backup', agent: 'bob', backup: 'bob' })).status, 400);

    const both = await max.post(here, { action: 'add', agent: 'carla', from: day(-2), until: day(5) });
    assert.equal(both.status, 303, both.text);
    assert.match((await bob.get('/cases')).text, /nobody answers meanwhile/);
    const at0 = /name="at" value="(\d+)"/.exec((await bob.get(here)).text)[1];
    assert.equal((await bob.post(here, { action: 'remove', agent: 'bob', at: at0 })).status, 303);
    assert.ok(!(await bob.get(`/cases/${number}`)).text.includes('absent until'));
  });
});
