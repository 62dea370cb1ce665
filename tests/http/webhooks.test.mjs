// SPDX-License-Identifier: GPL-2.0-or-later
//
// Webhooks from the change to the receiver: what is told, signed how, tried
// again when, and where nothing is ever sent.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Receiver, typed, verify } from './support/receiver.mjs';
import { join } from './support/people.mjs';
import { Server, program, run, until } from './support/server.mjs';

const open = 'webhook_networks = 127.0.0.0/8\nwebhook_http = on\n';

function configOf(t, text) {
  const folder = mkdtempSync(path.join(tmpdir(), 'solvent-hooks-'));
  const file = path.join(folder, 'solvent.conf');
  writeFileSync(file, text);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return file;
}

async function start(t, text = open) {
  const config = configOf(t, text);
  const server = await Server.start(t, { args: ['--no-index', '--config', config] });
  server.config = config;
  return server;
}

const webhook = (server, ...args) =>
  run(['webhook', ...args, '--data', server.data, '--config', server.config]);

function add(server, url, ...more) {
  const { status, stdout, stderr } = webhook(server, 'add', url, ...more);
  assert.equal(status, 0, stderr);
  const id = Number(/This is webhook (\d+)/.exec(stderr)[1]);
  const secret = stdout.trim();
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  return { id, secret };
}

function list(server, ...args) {
  const { status, stdout, stderr } = webhook(server, 'list', ...args.map(String), '--json');
  assert.equal(status, 0, stderr);
  return stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
}

// The state of all that was sent to a webhook, once it is as wanted.
const settled = (server, id, fits) => until(() => {
  const deliveries = list(server, id);
  return fits(deliveries) && deliveries;
}, `the deliveries of webhook ${id}`);

async function desk(server) {
  const anna = join(server, 'anna', 'agent');
  await anna('PUT', '/api/v1/customers/acme', { name: 'Acme' });
  return anna;
}

async function openCase(anna, subject = 'Disk full', key = undefined) {
  const { status, body, text } = await anna('POST', '/api/v1/cases',
    { customer: 'acme', subject, text: 'A secret sentence of the customer.', severity: 2 },
    key ? { 'idempotency-key': key } : {});
  assert.equal(status, 201, text);
  return body.number;
}

describe('webhooks', () => {
  test('a case is told of when it is opened, closed and opened again', async (t) => {
    const server = await start(t);
    const receiver = await Receiver.start(t);
    const { secret } = add(server, receiver.url);
    const anna = await desk(server);
    const number = await openCase(anna);
    const opened = await receiver.until(typed('case.opened'));
    verify(opened, secret);
    assert.equal(opened.method, 'POST');
    assert.equal(opened.url, '/hook');
    assert.equal(opened.headers['content-type'], 'application/json');
    assert.match(opened.headers['user-agent'], /^Solvent\/\d/);
    const event = JSON.parse(opened.body);
    assert.deepEqual(Object.keys(event), ['id', 'type', 'at', 'data']);
    assert.deepEqual(event.data, { case: number, customer: 'acme', state: 'open', severity: 2 });
    const at = `/api/v1/cases/${number}`;
    await anna('PUT', `${at}/links`, { article: 'disk-full', kind: 'resolved' });
    await anna('PUT', `${at}/links`, { article: 'printer', kind: 'tried' });
    await anna('POST', `${at}/close`, { outcome: 'known' });
    const closed = await receiver.until(typed('case.closed'));
    verify(closed, secret);
    assert.deepEqual(JSON.parse(closed.body).data, { case: number, customer: 'acme',
      state: 'closed', severity: 2, outcome: 'known', articles: ['disk-full'] });
    await anna('POST', `${at}/reopen`);
    const again = await receiver.until(typed('case.reopened'));
    assert.deepEqual(JSON.parse(again.body).data, { case: number, customer: 'acme',
      state: 'open', severity: 2, reopened_count: 1, articles: ['disk-full'] });
    assert.equal(new Set(receiver.events().map((each) => each.id)).size, 3);
    for (const request of receiver.requests) {
      assert.doesNotMatch(request.body, /secret sentence|Disk full/);
    }
  });

  test('what was refused is told to nobody', async (t) => {
    const server = await start(t);
    const receiver = await Receiver.start(t);
    const { id } = add(server, receiver.url);
    const anna = await desk(server);
    const number = await openCase(anna, 'Once', 'key');
    assert.equal(await openCase(anna, 'Once', 'key'), number);
    assert.equal((await anna('POST', `/api/v1/cases/${number}/close`, { outcome: 'known' })).status, 400);
    assert.equal((await anna('POST', `/api/v1/cases/${number}/reopen`)).status, 409);
    await settled(server, id, (all) => all.every((each) => each.state === 'delivered'));
    assert.deepEqual(receiver.events().map((each) => each.type), ['case.opened']);
  });

  test('a receiver is told only of what it wants to know, and nothing while it is off', async (t) => {
    const server = await start(t);
    const receiver = await Receiver.start(t);
    const { id } = add(server, receiver.url, '--events', 'case.closed');
    const anna = await desk(server);
    const close = async (reason) => {
      const number = await openCase(anna);
      const { status } = await anna('POST', `/api/v1/cases/${number}/close`, { outcome: 'none', reason });
      assert.equal(status, 200);
      return number;
    };
    assert.equal(webhook(server, 'off', String(id)).status, 0);
    await close('while it is off');
    assert.equal(webhook(server, 'on', String(id)).status, 0);
    const told = await close('while it is on');
    await receiver.until(typed('case.closed'));
    assert.deepEqual(receiver.events().map((each) => [each.type, each.data.case, each.data.outcome]),
      [['case.closed', told, 'none']]);
  });

  test('what fails is sent again under the same id, and the order stays', async (t) => {
    const server = await start(t);
    let failures = 2;
    const receiver = await Receiver.start(t, (request, response) => {
      failures -= 1;
      response.writeHead(failures >= 0 ? 503 : 200).end('sorry');
    });
    const { id, secret } = add(server, receiver.url);
    const anna = await desk(server);
    const first = await openCase(anna, 'First');
    const second = await openCase(anna, 'Second');
    const deliveries = await settled(server, id,
      (all) => all.length === 2 && all.every((each) => each.state === 'delivered'));
    assert.deepEqual(deliveries.map((each) => each.payload.data.case), [second, first]);
    const ids = receiver.requests.map((each) => each.headers['webhook-id']);
    // the receiver that does not answer is asked with the oldest, or the next one
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 2);
    for (const request of receiver.requests) verify(request, secret);
    const tried = deliveries.reduce((sum, each) => sum + each.attempts, 0);
    assert.equal(tried, 4);
    assert.equal(list(server)[0].failures, 0);
    assert.equal(await server.metric('solvent_webhook_outbox'), 0);
    assert.equal(await server.metric('solvent_webhook_tries_total{result="delivered"}'), 2);
    assert.equal(await server.metric('solvent_webhook_tries_total{result="failed"}'), 2);
  });

  test('what was acknowledged is told even when the server is killed before', async (t) => {
    const server = await start(t);
    let isDead = true;
    // takes the request and never answers, as long as it is dead
    const receiver = await Receiver.start(t, (request, response) => {
      if (!isDead) response.writeHead(200).end();
    });
    const { secret } = add(server, receiver.url);
    const anna = await desk(server);
    const numbers = [];
    for (let i = 0; i < 5; i++) numbers.push(await openCase(anna, `Case ${i}`));
    await server.kill('SIGKILL');
    isDead = false;
    receiver.requests.length = 0;
    await server.serve(['--no-index', '--config', server.config]);
    await receiver.until(() => new Set(receiver.events().map((each) => each.id)).size === 5);
    assert.deepEqual(receiver.events().map((each) => each.data.case), numbers);
    for (const request of receiver.requests) verify(request, secret);
  });

  test('a receiver that never answers delays neither others, nor requests, nor the end', async (t) => {
    const server = await start(t);
    const dead = await Receiver.start(t, () => {});
    const quick = await Receiver.start(t);
    add(server, dead.url);
    add(server, quick.url);
    const anna = await desk(server);
    await openCase(anna);
    await dead.until(typed('case.opened'));
    await quick.until(typed('case.opened'));
    const begun = Date.now();
    const { code } = await server.kill('SIGTERM');
    assert.equal(code, 0, server.log);
    // the transfer has fifteen seconds, which nobody waits for
    assert.ok(Date.now() - begun < 12_000, `${Date.now() - begun} ms`);
  });

  test('redirects, long answers and refusals count as what they are', async (t) => {
    const server = await start(t);
    const target = await Receiver.start(t);
    const receiver = await Receiver.start(t, (request, response) => {
      if (request.url === '/redirect') response.writeHead(307, { location: target.url }).end();
      else if (request.url === '/long') response.writeHead(200).end('x'.repeat(4_000_000));
      else response.writeHead(422).end('no <b>thanks</b>\u0007');
    });
    const base = receiver.url.replace('/hook', '');
    const [moved, long, refused] = ['/redirect', '/long', '/refused']
      .map((each) => add(server, base + each).id);
    await openCase(await desk(server));
    const [redirected] = await settled(server, moved, (all) => all[0]?.attempts > 0);
    assert.equal(redirected.status, 307);
    assert.equal(redirected.state, 'waiting');
    const [taken] = await settled(server, long, (all) => all[0]?.attempts > 0);
    assert.equal(taken.state, 'delivered');
    assert.ok(taken.answer.length <= 500);
    const [told] = await settled(server, refused, (all) => all[0]?.attempts > 0);
    assert.equal(told.status, 422);
    assert.equal(told.answer, 'no <b>thanks</b>');
    assert.equal(target.requests.length, 0);
  });

  test('an article is told of when customers can read it, and not before', async (t) => {
    const server = await start(t);
    const receiver = await Receiver.start(t);
    add(server, receiver.url);
    server.write('new.md', '---\nstate: draft\n---\n# A new one\n\nText.\n');
    server.index();
    server.write('new.md', '---\nstate: published\n---\n# A new one\n\nText.\n');
    server.write('inner.md', '---\naccess: internal\n---\n# Inner\n\nText.\n');
    server.index();
    const told = await receiver.until(typed('article.published'));
    assert.deepEqual(JSON.parse(told.body).data, { article: 'new' });
    server.write('gold.md', '---\naccess: restricted\ngroups: [gold]\n---\n# Gold\n\nText.\n');
    server.write('new.md', '---\nstate: archived\n---\n# A new one\n\nText.\n');
    server.index();
    server.write('new.md', '# A new one\n\nAgain.\n');
    server.index('--full');
    await receiver.until(() => receiver.requests.length === 3);
    assert.deepEqual(receiver.events().map((each) => each.data.article), ['new', 'gold', 'new']);
  });

  test('a review that is due is told of once for each date', async (t) => {
    const server = await start(t);
    const receiver = await Receiver.start(t);
    add(server, receiver.url);
    const due = (date) => `---\nowner: wanda\nreview_after: ${date}\n---\n# To be reviewed\n\nText.\n`;
    server.write('due.md', due('2024-05-06'));
    server.write('later.md', due('2999-01-01'));
    server.index();
    for (let i = 0; i < 2; i++) { // each start looks at once
      await server.kill('SIGTERM');
      await server.serve(['--no-index', '--config', server.config]);
    }
    const told = await receiver.until(typed('article.review_due'));
    assert.deepEqual(JSON.parse(told.body).data, { article: 'due', owner: 'wanda', review_after: '2024-05-06' });
    server.write('due.md', due('2025-01-02'));
    server.index();
    await server.kill('SIGTERM');
    await server.serve(['--no-index', '--config', server.config]);
    await receiver.until(() => receiver.events().filter(({ type }) => type === 'article.review_due').length === 2);
    assert.deepEqual(receiver.events().filter(({ type }) => type === 'article.review_due')
      .map((each) => each.data.review_after), ['2024-05-06', '2025-01-02']);
  });
});

describe('where nothing is sent', () => {
  test('a private address is refused when it is written down', async (t) => {
    const server = await start(t, '');
    for (const [url, said] of [
      ['http://example.org/', /begins with https/],
      ['https://127.0.0.1/hook', /no address of the public internet/],
      ['https://[::1]/hook', /no address of the public internet/],
      ['https://[::ffff:10.0.0.1]/hook', /no address of the public internet/],
      ['https://169.254.169.254/latest', /no address of the public internet/],
      ['https://2130706433/', /no address of the public internet/],
      ['https://0x7f.1/', /no address of the public internet/],
      ['https://user:pass@example.org/', /no user and password/],
      ['https://example.org/#part', /no "#"/],
      ['ftp://example.org/', /begins with https/],
      ['example.org', /no address such as|begins with https/],
      ['https://', /no address such as/],
      ['https://exa mple.org/', /blank/],
      [`https://example.org/${'x'.repeat(2000)}`, /longer than/],
    ]) {
      const { status, stderr } = webhook(server, 'add', url);
      assert.notEqual(status, 0, url);
      assert.match(stderr, said, url);
    }
    assert.deepEqual(list(server), []);
  });

  test('a name that leads to this machine is refused when it is connected to', async (t) => {
    const server = await start(t, 'webhook_http = on\n');
    const receiver = await Receiver.start(t);
    const { id } = add(server, receiver.url.replace('127.0.0.1', 'localhost'));
    await openCase(await desk(server));
    const [delivery] = await settled(server, id, (all) => all[0]?.attempts > 0);
    assert.equal(delivery.status, null);
    assert.match(delivery.answer, /not of the public internet/);
    const tested = webhook(server, 'test', String(id));
    assert.equal(tested.status, 69);
    assert.match(tested.stderr, /not of the public internet/);
    assert.equal(receiver.requests.length, 0);
  });

  test('a test says at once how it went', async (t) => {
    const server = await start(t);
    let status = 200;
    const receiver = await Receiver.start(t, (request, response) => { response.writeHead(status).end(); });
    const { id, secret } = add(server, receiver.url);
    // the receiver stands in this very process, which must not wait for the command
    const send = () => new Promise((resolve) => {
      execFile(program, ['webhook', 'test', String(id), '--data', server.data, '--config', server.config],
        (error, stdout, stderr) => resolve({ status: error ? error.code : 0, stdout, stderr }));
    });
    const good = await send();
    assert.equal(good.status, 0, good.stderr);
    assert.match(good.stdout, /answered 200/);
    verify(receiver.requests[0], secret);
    assert.equal(JSON.parse(receiver.requests[0].body).type, 'test');
    status = 500;
    const bad = await send();
    assert.equal(bad.status, 69);
    assert.match(bad.stderr, /answered 500/);
    assert.equal(webhook(server, 'test', '99').status, 66);
    assert.equal(webhook(server, 'remove', String(id)).status, 0);
    assert.deepEqual(list(server), []);
  });
});

describe('the API of webhooks', () => {
  test('adds, changes, tests, sends again and removes', async (t) => {
    const server = await start(t);
    let status = 400;
    const receiver = await Receiver.start(t, (request, response) => { response.writeHead(status).end('hm'); });
    const max = join(server, 'max', 'manager');
    const anna = join(server, 'anna', 'agent');
    const at = '/api/v1/webhooks';
    assert.equal((await anna('GET', at)).status, 403);
    assert.equal((await server.get(at)).status, 401);
    const wish = { url: receiver.url, events: ['case.closed'] };
    const added = await max('POST', at, wish, { 'idempotency-key': 'k' });
    assert.equal(added.status, 201, added.text);
    const { secret, ...shown } = added.body;
    assert.match(secret, /^whsec_/);
    assert.deepEqual([shown.url, shown.events, shown.active, shown.change, shown.created_by],
      [receiver.url, ['case.closed'], true, 1, 'max']);
    const here = added.headers.get('location');
    assert.equal(here, `${at}/${shown.id}`);
    const again = await max('POST', at, wish, { 'idempotency-key': 'k' });
    assert.equal(again.text, added.text);
    assert.equal((await max('POST', at, { ...wish, active: false }, { 'idempotency-key': 'k' })).status, 422);
    assert.deepEqual((await max('GET', at)).body.webhooks, [shown]);
    const one = await max('GET', here);
    assert.deepEqual(one.body, shown);
    assert.equal(one.etag, '"1"');
    for (const [body, part] of [[{}, /Url is missing/], [{ url: 'https://10.0.0.1/' }, /public internet/],
      [{ ...wish, events: ['case.eaten'] }, /no event/], [{ ...wish, events: [] }, /events/],
      [{ ...wish, events: ['x'.repeat(500)] }, /event/]]) {
      const wrong = await max('POST', at, body);
      assert.equal(wrong.status, 400, JSON.stringify(body));
      assert.match(wrong.body.detail, part);
    }
    assert.equal((await max('PATCH', here, { active: false })).status, 428);
    assert.equal((await max('PATCH', here, { active: false }, { 'if-match': '"7"' })).status, 412);
    const changed = await max('PATCH', here, { events: ['case.opened', 'article.published'] }, { 'if-match': one.etag });
    assert.deepEqual([changed.status, changed.etag, changed.body.events],
      [200, '"2"', ['case.opened', 'article.published']]);
    assert.equal((await max('PATCH', here, { active: false }, { 'if-match': one.etag })).status, 412);

    const test = await max('POST', `${here}/test`);
    assert.deepEqual([test.status, test.body.type, test.body.state], [202, 'test', 'waiting']);
    const list_ = async () => (await max('GET', `${here}/deliveries`)).body.deliveries;
    const failed = await until(async () => (await list_()).find((each) => each.attempts > 0), 'the test');
    assert.deepEqual([failed.status, failed.answer], [400, 'hm']);
    status = 200;
    const retried = await max('POST', `${here}/deliveries/${failed.id}/retry`);
    assert.equal(retried.status, 202);
    await until(async () => (await list_())[0].state === 'delivered', 'the second try');
    assert.equal(new Set(receiver.requests.map((each) => each.headers['webhook-id'])).size, 1);
    for (const request of receiver.requests) verify(request, secret);

    await max('POST', `${here}/test`);
    const page = await max('GET', `${here}/deliveries?limit=1`);
    assert.equal(page.body.deliveries.length, 1);
    const rest = await max('GET', `${here}/deliveries?limit=1&after=${page.body.next}`);
    assert.deepEqual(rest.body.deliveries.map((each) => each.id), [failed.id]);
    assert.equal(rest.body.next, undefined);
    for (const [method, target] of [['GET', `${at}/99`], ['GET', `${at}/x`], ['GET', `${at}/0`],
      ['POST', `${here}/deliveries/999/retry`], ['POST', `${here}/deliveries/x/retry`], ['DELETE', `${at}/99`]]) {
      assert.equal((await max(method, target)).status, 404, target);
    }
    assert.equal((await max('DELETE', here, undefined, { 'if-match': '"1"' })).status, 412);
    assert.equal((await max('DELETE', here)).status, 204);
    assert.equal((await max('GET', here)).status, 404);
    const events = (await max('GET', '/api/v1/events?limit=100')).body.events
      .filter((each) => each.kind === 'webhook').map((each) => each.action).reverse();
    assert.deepEqual(events, ['add', 'update', 'test', 'retry', 'test', 'remove']);
    assert.equal((await max('GET', '/api/v1/events?limit=100')).text.includes(secret), false);
    assert.equal(server.log.includes(secret), false);
  });

  test('there is an end to how many', async (t) => {
    const server = await start(t);
    const max = join(server, 'max', 'manager');
    const answers = [];
    for (let i = 0; i < 21; i++) {
      answers.push((await max('POST', '/api/v1/webhooks', { url: `https://example.org/${i}`, active: false })).status);
    }
    assert.deepEqual(answers, [...Array(20).fill(201), 409]);
  });
});

describe('the page of webhooks', () => {
  test('adds once, keeps what was typed, switches, tests and removes', async (t) => {
    const server = await start(t);
    const receiver = await Receiver.start(t);
    const password = 'correct horse battery';
    for (const [login, role] of [['max', 'manager'], ['anna', 'agent']]) {
      assert.equal(run(['user', 'add', login, '--role', role, '--data', server.data],
        { input: `${password}\n` }).status, 0);
    }
    const post = (target, fields, cookie = '') => server.get(target, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
      body: new URLSearchParams(fields).toString(),
    });
    const signIn = async (login) =>
      (await post('/sign-in', { login, password })).headers.get('set-cookie').split(';')[0];
    const max = await signIn('max');
    const anna = await signIn('anna');
    const at = '/settings/webhooks';
    assert.equal((await server.get(at, { headers: { cookie: anna } })).status, 403);
    assert.equal((await server.get(at)).status, 401);
    const read = async (target = at) =>
      (await server.get(target, { headers: { cookie: max, accept: 'text/html' } })).text();
    const first = await read();
    assert.match(first, /Nobody is told yet/);
    const csrf = /name="csrf" value="([0-9a-f]{64})"/.exec(first)[1];
    const send = (fields) => post(at, { csrf, ...fields }, max);
    assert.equal((await post(at, { action: 'add', url: receiver.url, event: 'case.opened' }, max)).status, 403);

    for (const [fields, said] of [
      [{ url: 'https://10.1.1.1/<x>', event: 'case.closed' }, /no address of the public internet/],
      [{ url: 'https://example.org/kept' }, /Which events are to be told is missing/],
      [{ url: 'nonsense', event: 'case.closed' }, /nonsense/]]) {
      const wrong = await send({ action: 'add', ...fields });
      assert.equal(wrong.status, 400);
      const html = await wrong.text();
      assert.match(html, said);
      assert.ok(html.includes(`value="${fields.url.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`), fields.url);
      assert.equal(/value="case.closed" checked/.test(html), fields.event === 'case.closed');
    }
    assert.deepEqual(list(server), []);

    const form = { action: 'add', url: receiver.url, event: 'case.opened', once: 'o'.repeat(43) };
    const added = await (await send(form)).text();
    const secret = /<code>(whsec_[^<]+)<\/code>/.exec(added)[1];
    assert.ok((await (await send(form)).text()).includes(secret));
    assert.equal((await send({ ...form, event: 'case.closed' })).status, 422);
    assert.equal(list(server).length, 1);
    assert.equal((await read()).includes(secret), false);
    const [{ id }] = list(server);

    const tested = await send({ action: 'test', id });
    assert.equal(tested.status, 303);
    verify(await receiver.until(typed('test')), secret);
    await settled(server, id, (all) => all[0]?.state === 'delivered');
    const html = await read(tested.headers.get('location'));
    assert.match(html, /<code>test<\/code>/);
    assert.match(html, /delivered/);
    const delivery = /name="delivery" value="(\d+)"/.exec(html)[1];
    assert.equal((await send({ action: 'again', id, delivery })).status, 303);
    await receiver.until(() => receiver.requests.length === 2);
    assert.equal((await send({ action: 'off', id, change: 1 })).status, 303);
    assert.match(await read(), />Off</);
    const stale = await send({ action: 'on', id, change: 1 });
    assert.equal(stale.status, 409);
    assert.match(await stale.text(), /Somebody else has changed webhook/);
    assert.equal((await send({ action: 'remove', id, change: 1 })).status, 409);
    assert.equal((await send({ action: 'remove', id, change: 2 })).status, 303);
    assert.equal((await send({ action: 'remove', id, change: 2 })).status, 404);
    assert.equal((await send({ action: 'eat', id })).status, 400);
    assert.match(await read(), /Nobody is told yet/);
  });
});
