// SPDX-License-Identifier: GPL-2.0-or-later
//
// Signing in over HTTP: cookies, forms, tokens, limits, and what must never be
// seen in a log, a metric or an error.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Server, run, until } from './support/server.mjs';

const password = 'correct horse battery';
const secrets = [password, 'wrong horse battery'];

function user(server, ...args) {
  return run(['user', ...args, '--data', server.data], { input: `${password}\n` });
}

function form(fields, cookie, headers = {}) {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  };
}

const signIn = (server, login, secret = password, fields = {}, headers = {}) =>
  server.get('/sign-in', form({ login, password: secret, ...fields }, undefined, headers));

async function cookieOf(server, login) {
  const answer = await signIn(server, login);
  assert.equal(answer.status, 303);
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  secrets.push(cookie.split('=')[1]);
  return cookie;
}

async function csrfOf(server, cookie) {
  const page = await (await server.get('/account', { headers: { cookie } })).text();
  return /name="csrf" value="([0-9a-f]{64})"/.exec(page)[1];
}

describe('people', () => {
  let server;

  before(async () => {
    server = await Server.start({ after() {} }); // ended below
    for (const [login, role] of [['anna', 'admin'], ['bob', 'agent'], ['gone', 'writer']]) {
      const added = user(server, 'add', login, '--role', role);
      assert.equal(added.status, 0, added.stderr);
    }
    assert.equal(user(server, 'disable', 'gone').status, 0);
    await until(async () => (await (await server.get('/')).text()).includes('href="/sign-in"'),
      'the link to sign in');
  });
  after(() => server.remove());

  test('signing in leads back, with a cookie that scripts cannot read', async () => {
    const answer = await signIn(server, 'anna', password, { next: '/search?q=disk' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/search?q=disk');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(answer.headers.get('set-cookie'),
      /^solvent_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    secrets.push(answer.headers.get('set-cookie').slice(16, 59));
  });

  test('nobody is led to another site', async () => {
    for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/a\r\nb']) {
      const answer = await signIn(server, 'anna', password, { next });
      assert.equal(answer.headers.get('location'), '/', next);
      secrets.push(answer.headers.get('set-cookie').slice(16, 59));
    }
  });

  test('a wrong password, an unknown and a disabled user get one answer', async () => {
    const answers = [];
    for (const [login, secret] of [['anna', 'wrong horse battery'],
      ['nobody', 'wrong horse battery'], ['gone', password]]) {
      const answer = await signIn(server, login, secret);
      assert.equal(answer.headers.get('set-cookie'), null);
      answers.push(`${answer.status} ${(await answer.text()).replaceAll(login, 'LOGIN')}`);
    }
    assert.match(answers[0], /^403 /);
    assert.equal(answers[1], answers[0]);
    assert.equal(answers[2], answers[0]);
  });

  test('an unknown user costs as much time as a wrong password', async () => {
    const times = { bob: [], unknown: [] };
    for (let i = 0; i < 4; i++) {
      for (const login of Object.keys(times)) {
        const begun = performance.now();
        await signIn(server, login, 'wrong horse battery');
        times[login].push(performance.now() - begun);
      }
    }
    const fastest = (list) => Math.min(...list);
    // without the hashing it would be a hundredth
    assert.ok(fastest(times.unknown) > fastest(times.bob) / 3, JSON.stringify(times));
    assert.ok(fastest(times.bob) > fastest(times.unknown) / 3, JSON.stringify(times));
  });

  test('pages that need a sign-in show it, and say where one was going', async () => {
    const page = await server.get('/account', { headers: { accept: 'text/html' } });
    assert.equal(page.status, 401);
    assert.equal(page.headers.get('www-authenticate'), 'Bearer realm="solvent"');
    assert.match(await page.text(), /name="next" value="\/account"/);
    const problem = await server.get('/account', { headers: { accept: 'application/json' } });
    assert.equal(problem.status, 401);
    assert.equal(problem.headers.get('content-type'), 'application/problem+json');
    assert.equal((await problem.json()).status, 401);
  });

  test('what a form of an ended session sent comes back to be copied', async () => {
    const text = 'Reset the <b>router</b>,\r\nthen wait.';
    const page = await server.get('/write/disk-full', form({ text, csrf: 'x y z w v u', password: 'secret of mine' },
      undefined, { accept: 'text/html' }));
    assert.equal(page.status, 401);
    const html = await page.text();
    assert.match(html, /What you typed was not saved\. It stands below: copy it before you sign in\./);
    assert.ok(html.includes('readonly>\nReset the &lt;b&gt;router&lt;/b&gt;,\nthen wait.</textarea>'), html);
    assert.doesNotMatch(html, /secret of mine/);
    assert.doesNotMatch(await (await server.get('/account', { headers: { accept: 'text/html' } })).text(), /What you typed/);
  });

  test('answers to who is signed in are for nobody else', async () => {
    const cookie = await cookieOf(server, 'bob');
    const open = await server.get('/search?q=secret');
    const mine = await server.get('/search?q=secret', {
      headers: { cookie, 'if-none-match': open.headers.get('etag') },
    });
    assert.equal(mine.status, 200);
    assert.equal(mine.headers.get('cache-control'), 'private, no-store');
    assert.equal(mine.headers.get('etag'), null);
    assert.match(await mine.text(), /disk trick/);
    assert.doesNotMatch(await open.text(), /disk trick/);
    assert.equal((await server.get('/search?q=secret', { method: 'HEAD', headers: { cookie } }))
      .headers.get('cache-control'), 'private, no-store');
    assert.equal((await server.get('/articles/none', { headers: { cookie } }))
      .headers.get('cache-control'), 'private, no-store');
    assert.equal((await server.get('/articles/secret')).status, 404);
  });

  test('HEAD and OPTIONS give nothing away', async () => {
    const head = await server.get('/account', { method: 'HEAD' });
    assert.equal(head.status, 401);
    assert.equal(await head.text(), '');
    const options = await server.get('/sign-out', { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.equal(options.headers.get('allow'), 'POST, OPTIONS');
  });

  test('stolen, forged and stale cookies', async () => {
    const cookie = await cookieOf(server, 'bob');
    const status = async (value) =>
      (await server.get('/account', { headers: { cookie: value } })).status;
    assert.equal(await status(cookie), 200);
    const last = cookie.at(-2) === 'A' ? 'B' : 'A';
    assert.equal(await status(cookie.slice(0, -2) + last + cookie.at(-1)), 401);
    assert.equal(await status(`${cookie}x`), 401);
    assert.equal(await status('solvent_session='), 401);
    const csrf = await csrfOf(server, cookie);
    assert.equal((await server.get('/sign-out', form({ csrf }, cookie))).status, 303);
    assert.equal(await status(cookie), 401);
    assert.equal((await server.get('/', { headers: { cookie } })).status, 200);
  });

  test('a form without the token of its session changes nothing', async () => {
    const cookie = await cookieOf(server, 'bob');
    const foreign = await csrfOf(server, await cookieOf(server, 'anna'));
    for (const fields of [{}, { csrf: '' }, { csrf: '0'.repeat(64) }, { csrf: foreign }]) {
      const answer = await server.get('/account/name', form({ name: 'Eve', ...fields }, cookie));
      assert.equal(answer.status, 403);
    }
    const csrf = await csrfOf(server, cookie);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const answer = await server.get('/account/name', form({ name: 'Eve', csrf }, cookie, headers));
      assert.equal(answer.status, 403);
    }
    assert.doesNotMatch(user(server, 'list').stdout, /Eve/);
    const answer = await server.get('/account/name', form({ name: '<b>Bob</b>', csrf }, cookie));
    assert.equal(answer.status, 303);
    const page = await (await server.get('/account', { headers: { cookie } })).text();
    assert.match(page, /&lt;b&gt;Bob&lt;\/b&gt;/);
    assert.doesNotMatch(page, /<b>Bob<\/b>/);
  });

  test('a program may what its token names, until it is revoked', async () => {
    const token = (...args) => run(['token', ...args, '--data', server.data]);
    const refused = token('add', 'x', '--user', 'bob', '--rights', 'users');
    assert.equal(refused.status, 65);
    assert.match(refused.stderr, /"users"/);
    const added = token('add', 'nightly', '--user', 'bob', '--rights', 'articles:internal');
    assert.equal(added.status, 0);
    assert.match(added.stdout, /^slv_[\w-]{43}\n$/);
    secrets.push(added.stdout.trim());
    const headers = { authorization: `Bearer ${added.stdout.trim()}` };
    const found = await (await server.get('/api/v1/search?q=secret', { headers })).json();
    assert.equal(found.hits[0].title, 'Secret disk trick');
    const account = await server.get('/account', { headers });
    assert.equal(account.status, 403);
    assert.doesNotMatch(token('list', '--json').stdout, /slv_/);
    assert.equal(token('revoke', 'nightly').status, 0);
    const gone = await server.get('/api/v1/search?q=secret', { headers });
    assert.equal(gone.status, 401);
    assert.match(gone.headers.get('www-authenticate'), /invalid_token/);
    assert.equal(token('revoke', 'nightly').status, 66);
  });

  test('passwords are taken from standard input alone', async () => {
    const onLine = run(['user', 'add', 'eve', password, '--role', 'agent', '--data', server.data]);
    assert.equal(onLine.status, 2);
    const weak = run(['user', 'add', 'eve', '--role', 'agent', '--data', server.data],
      { input: 'short\n' });
    assert.equal(weak.status, 65);
    assert.match(weak.stderr, /at least 10 characters/);
    const changed = run(['user', 'passwd', 'bob', '--data', server.data],
      { input: 'another horse battery\n' });
    assert.equal(changed.status, 0);
    secrets.push('another horse battery');
    assert.equal((await signIn(server, 'bob', 'another horse battery')).status, 303);
  });

  test('the first administrator is made once, with a password of its own', () => {
    const data = path.join(server.folder, 'fresh');
    const first = () => run(['user', 'add', 'admin', '--role', 'admin', '--first', '--data', data]);
    const made = first();
    assert.equal(made.status, 0);
    assert.match(made.stdout, /"admin" with the password ([a-z2-9]{4}-){4}[a-z2-9]{4}\n/);
    const again = first();
    assert.equal(again.status, 0);
    assert.equal(again.stdout, '');
  });

  test('guessing is slowed down, and says for how long', async () => {
    let answer;
    for (let i = 0; i < 11; i++) answer = await signIn(server, 'guessed', 'wrong horse battery');
    assert.equal(answer.status, 429);
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 600);
    assert.match(await answer.text(), /Try again in \d+ minutes?\./);
    assert.equal((await signIn(server, 'anna')).status, 303);
  });

  test('no secret is in the log, the metrics or the store', async () => {
    const metrics = await (await server.get('/metrics')).text();
    const places = {
      log: server.log,
      metrics,
      store: readFileSync(path.join(server.data, 'solvent.db'), 'latin1'),
      journal: readFileSync(path.join(server.data, 'solvent.db-wal'), 'latin1'),
    };
    assert.match(server.log, /sign_in_failed/);
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) {
        assert.ok(!text.includes(secret), `${place} holds a secret`);
        assert.ok(!text.includes(new URLSearchParams({ s: secret }).toString().slice(2)), place);
      }
    }
  });
});

describe('behind a proxy', () => {
  // Ten wrong passwords from one client keep that client out, and not another.
  const fail = async (server, login, headers) => {
    for (let i = 0; i < 10; i++) {
      assert.equal((await signIn(server, login, 'wrong horse battery', {}, headers)).status, 403);
    }
    return (await signIn(server, login, 'wrong horse battery', {}, headers)).status;
  };

  async function start(t, text) {
    const folder = mkdtempSync(path.join(tmpdir(), 'solvent-proxy-'));
    const config = path.join(folder, 'solvent.conf');
    writeFileSync(config, text);
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const server = await Server.start(t, { args: ['--no-index', '--config', config] });
    assert.equal(user(server, 'add', 'anna', '--role', 'admin').status, 0);
    return server;
  }

  test('the client that a trusted proxy names is the one that is counted', async (t) => {
    const server = await start(t, 'trusted_proxies = 127.0.0.0/8\n');
    const from = (address) => ({ 'x-forwarded-for': address });
    assert.equal(await fail(server, 'anna', from('203.0.113.5')), 429);
    // what that client writes itself stands before, and changes nothing
    assert.equal((await signIn(server, 'anna', password, {}, from('198.51.100.9, 203.0.113.5'))).status, 429);
    assert.equal((await signIn(server, 'anna', password, {},
      { ...from('203.0.113.5'), forwarded: 'for=198.51.100.9' })).status, 429);
    assert.equal((await signIn(server, 'anna', password, {}, from('203.0.113.6'))).status, 303);
    await until(() => server.countLog(/event=sign_in_failed.* client=203\.0\.113\.5/) === 10, 'the log');
  });

  test('a line of the header that a proxy adds counts more than the one that came', async (t) => {
    const server = await start(t, 'trusted_proxies = 127.0.0.1\n');
    const answer = await server.raw('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
      + 'X-Forwarded-For: 198.51.100.9\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 200/);
    await until(() => server.countLog(/path=\/healthz/) === 1, 'the log');
    assert.equal(server.countLog(/client=203\.0\.113\.7 .*path=\/healthz/), 1);
  });

  test('a header that nobody trusted sent is not believed', async (t) => {
    for (const text of ['', 'trusted_proxies = 10.0.0.0/8\n']) {
      const server = await start(t, text);
      assert.equal(await fail(server, 'anna', { 'x-forwarded-for': '203.0.113.5' }), 429);
      assert.equal((await signIn(server, 'anna', password, {}, { 'x-forwarded-for': '203.0.113.6' })).status, 429);
      assert.equal(server.countLog(/203\.0\.113/), 0);
    }
  });

  test('the standard header is read where it is configured, and the other is not', async (t) => {
    const server = await start(t, 'trusted_proxies = 127.0.0.1\nproxy_header = forwarded\n');
    assert.equal(await fail(server, 'anna', { forwarded: 'for="203.0.113.5:4711";proto=https' }), 429);
    assert.equal((await signIn(server, 'anna', password, {},
      { forwarded: 'for=203.0.113.5', 'x-forwarded-for': '203.0.113.9' })).status, 429);
    assert.equal((await signIn(server, 'anna', password, {}, { forwarded: 'for=203.0.113.6' })).status, 303);
  });
});
