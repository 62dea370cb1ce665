// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files on cases over HTTP: attached, listed, given back, refused; who may see
// them; uploads that break off or come too slowly; what is left on the disk.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addUser, join, password } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { received, run, Server, statusOf, until } from './support/server.mjs';

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('the rest of an image'),
]);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const html = '<!DOCTYPE html><script>alert(1)</script>';
const megabyte = 1024 * 1024;

describe('files on cases', () => {
  let server;
  let description;
  let anna; // an agent
  let dev; // may read cases and write notes
  let kim; // a customer of acme
  let other; // a customer of globex
  let at; // the address of a case of acme

  // A form with files: [[field, name, bytes, type]], or a field: [name, text].
  const form = (...parts) => {
    const body = new FormData();
    for (const [field, value, bytes, type] of parts) {
      if (bytes === undefined) body.append(field, value);
      else body.append(field, new Blob([bytes], { type: type ?? 'text/html' }), value);
    }
    return body;
  };
  const send = async (who, target, body, headers = {}) => {
    const answer = new Request(server.url + target, { method: 'POST', body, duplex: 'half' });
    return who('POST', target, Buffer.from(await answer.arrayBuffer()),
      { 'content-type': answer.headers.get('content-type') ?? 'application/octet-stream', ...headers });
  };
  const stored = () => readdirSync(path.join(server.data, 'attachments'))
    .filter((name) => name !== '.in-use').sort();
  const open = async () => {
    const { status, body } = await kim('POST', '/api/v1/cases', { subject: 'It fails', text: 'See the log.' });
    assert.equal(status, 201);
    return `/api/v1/cases/${body.number}`;
  };
  const names = async (who, target = at) => {
    const { status, body } = await who('GET', `${target}/attachments`);
    return status === 200 ? body.attachments.map(({ name }) => name) : status;
  };
  let tokenOf;

  before(async () => {
    server = await Server.start({ after() {} });
    writeFileSync(path.join(server.data, 'solvent.conf'),
      'attachment_megabytes = 10\ncase_attachments = 30\ncase_attachment_megabytes = 25\n');
    description = await (await server.get('/openapi.json')).json();
    await server.kill('SIGTERM');
    await server.serve();
    anna = join(server, 'anna', 'agent', '--name', 'Anna A');
    for (const key of ['acme', 'globex']) {
      assert.equal((await anna('PUT', `/api/v1/customers/${key}`, { name: key })).status, 201);
    }
    dev = join(server, 'dev', 'developer');
    kim = join(server, 'kim', 'customer', '--customer', 'acme', '--name', 'Kim');
    other = join(server, 'olaf', 'customer', '--customer', 'globex');
    at = await open();
    tokenOf = async (login) => {
      const answer = await server.get('/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ login, password }),
      });
      assert.equal(answer.status, 303);
      return answer.headers.get('set-cookie').split(';')[0];
    };
  });

  after(() => server.remove());

  test('are attached, listed and given back as they were', async () => {
    const log = 'first line\nsecond line\n';
    const attached = await send(kim, `${at}/attachments`,
      form(['file', 'C:\\temp\\Bericht Müller.log', log], ['file', 'shot.png', png]));
    assert.equal(attached.status, 201);
    fits(description.paths['/api/v1/cases/{number}/attachments'].post.responses[201]
      .content['application/json'].schema, attached.body, description);
    const [first, second] = attached.body.attachments;
    assert.equal(first.name, 'Bericht Müller.log');
    assert.equal(first.type, 'text/plain');
    assert.equal(first.bytes, log.length);
    assert.equal(first.sha256, sha256(log));
    assert.equal(first.who, undefined);
    assert.equal(second.type, 'image/png');
    assert.equal(attached.headers.get('location'), `${at}/attachments/${first.id}`);
    assert.deepEqual(await names(kim), ['Bericht Müller.log', 'shot.png']);

    const list = await anna('GET', `${at}/attachments`);
    fits(description.paths['/api/v1/cases/{number}/attachments'].get.responses[200]
      .content['application/json'].schema, list.body, description);
    assert.deepEqual(list.body.attachments.map(({ who, internal }) => [who, internal]),
      [['kim', false], ['kim', false]]);
    const cookie = await tokenOf('anna');
    const number = at.split('/').at(-1);
    for (const target of [first.url, `/cases/${number}/attachments/${first.id}`]) {
      const file = await server.get(target, { headers: { cookie } });
      assert.equal(file.status, 200);
      assert.equal(await file.text(), log);
      assert.equal(file.headers.get('content-type'), 'text/plain');
      assert.equal(file.headers.get('content-length'), String(log.length));
      assert.equal(file.headers.get('content-disposition'),
        'attachment; filename="Bericht M_ller.log"; filename*=UTF-8\'\'Bericht%20M%C3%BCller.log');
      assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
      assert.match(file.headers.get('content-security-policy'), /^default-src 'none'; sandbox;/);
      assert.equal(file.headers.get('cache-control'), 'private, no-store');
    }
    const head = await server.get(first.url, { method: 'HEAD', headers: { cookie } });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(log.length)]);
    // an image may be shown, and nothing else
    const image = await server.get(`${second.url}?inline=1`, { headers: { cookie } });
    assert.match(image.headers.get('content-disposition'), /^inline; /);
    assert.deepEqual(Buffer.from(await image.arrayBuffer()), png);
    const text = await server.get(`${first.url}?inline=1`, { headers: { cookie } });
    assert.match(text.headers.get('content-disposition'), /^attachment; /);
    await text.text();
  });

  test('are attached as a body alone, and a content is stored once', async () => {
    const target = await open();
    const before = stored();
    for (const name of ['a.txt', 'b%20c.txt']) {
      const { status } = await send(kim, `${target}/attachments?name=${name}`, 'the same');
      assert.equal(status, 201);
    }
    assert.deepEqual(await names(kim, target), ['a.txt', 'b c.txt']);
    assert.deepEqual(stored(), [...before, sha256('the same')].sort());
  });

  test('are seen by who sees the case, and internal ones by staff', async () => {
    const target = await open();
    const inside = await send(dev, `${target}/attachments?name=dump.dmp&internal=1`, 'MDMP');
    assert.equal(inside.status, 201);
    assert.equal((await send(dev, `${target}/attachments?name=dump.dmp`, 'MDMP')).status, 403);
    // what customers send is theirs to see, whatever they say of it
    const own = await send(kim, `${target}/attachments`, form(['internal', '1'], ['file', 'mine.txt', 'x']));
    assert.equal(own.status, 201);
    assert.deepEqual(await names(dev, target), ['dump.dmp', 'mine.txt']);
    assert.deepEqual(await names(kim, target), ['mine.txt']);
    assert.equal(await names(other, target), 404);
    const hidden = `${target}/attachments/${inside.body.attachments[0].id}`;
    const missing = `${target}/attachments/999999`;
    const answers = [];
    for (const [who, url] of [[kim, hidden], [kim, missing], [kim, `${target}/attachments/x`]]) {
      const answer = await who('GET', url);
      answers.push([answer.status, { ...answer.body, request_id: '' }]);
    }
    assert.equal(answers[0][0], 404);
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[0], answers[2]);
    // a file of another case is not one of this
    const elsewhere = await open();
    assert.equal((await kim('GET', `${elsewhere}/attachments/${own.body.attachments[0].id}`)).status, 404);
    // another company learns nothing, nor does nobody
    const theirs = await other('GET', `${target}/attachments/${own.body.attachments[0].id}`);
    const none = await other('GET', '/api/v1/cases/77777/attachments/1');
    assert.deepEqual([theirs.status, none.status], [404, 404]);
    assert.equal((await send(other, `${target}/attachments?name=a.txt`, 'x')).status, 404);
    assert.equal((await server.get(own.body.attachments[0].url)).status, 401);
    const cookie = await tokenOf('kim');
    const number = target.split('/').at(-1);
    const id = own.body.attachments[0].id;
    const page = (url) => server.get(url, { headers: { cookie } });
    assert.equal((await page(`/my/cases/${number}/attachments/${id}`)).status, 200);
    assert.equal((await page(`/cases/${number}/attachments/${id}`)).status, 403);
    assert.equal((await page(`/my/cases/${number}/attachments/${inside.body.attachments[0].id}`)).status, 404);
  });

  test('are refused with a clear sentence, and nothing stays', async () => {
    const target = await open();
    const before = stored();
    const wrong = [
      [form(['file', 'shot.png', html]), 400, /shot\.png is not what its name says/],
      [form(['file', 'tool.exe', 'MZ']), 400, /is a program, a script/],
      [form(['file', 'run.txt.ps1', 'x']), 400, /is a program, a script/],
      [form(['file', 'a.strange', 'x']), 400, /not one of those that are/],
      [form(['file', 'empty.txt', '']), 400, /empty\.txt is empty/],
      [form(['file', 'x'.repeat(5000), 'x']), 413, /longer than 255 bytes/],
      [form(['file', 'a\u202Etxt.log', 'x']), 400, /control character/],
      [form(['file', '..', 'x']), 400, /has no name/],
      [form(['text', 'no file']), 400, /There is no file/],
      // one that is refused refuses those beside it
      [form(['file', 'good.txt', 'fine'], ['file', 'bad.png', html]), 400, /bad\.png/],
      [form(...Array.from({ length: 21 }, (_, i) => ['file', `${i}.txt`, `${i}`])), 413, /At most 20 files/],
      [form(...Array.from({ length: 100 }, (_, i) => ['file', `${i}.txt`, `${i}`])), 413, /At most 20 files/],
      [form(['file', 'big.log', 'x'.repeat(11 * megabyte)]), 413, /big\.log is larger than 10 MB/],
    ];
    for (const [body, status, sentence] of wrong) {
      const answer = await send(kim, `${target}/attachments`, body);
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.body.detail, sentence);
    }
    const raw = await send(kim, `${target}/attachments?name=big.log`, 'x'.repeat(11 * megabyte));
    assert.equal(raw.status, 413);
    assert.match(raw.body.detail, /big\.log is larger than 10 MB/);
    for (const name of ['', 'a%00b.txt', '%ff.txt', 'a%0d%0ab.txt']) {
      const answer = await send(kim, `${target}/attachments?name=${name}`, 'x');
      assert.equal(answer.status, 400, name);
    }
    assert.deepEqual(await names(kim, target), []);
    assert.deepEqual(stored(), before);
  });

  test('fill a case up to its limits', async () => {
    const target = await open();
    const part = 'y'.repeat(9 * megabyte);
    for (const name of ['a.log', 'b.log']) {
      assert.equal((await send(kim, `${target}/attachments?name=${name}`, part)).status, 201);
    }
    const over = await send(kim, `${target}/attachments?name=c.log`, part);
    assert.equal(over.status, 413);
    assert.match(over.body.detail, /may have 25 MB together/);
    const many = await open();
    for (const count of [20, 10]) {
      const parts = Array.from({ length: count }, (_, i) => ['file', `${i}.txt`, `${i}`]);
      assert.equal((await send(kim, `${many}/attachments`, form(...parts))).status, 201);
    }
    const more = await send(kim, `${many}/attachments?name=c.txt`, 'x');
    assert.equal(more.status, 413);
    assert.match(more.body.detail, /may have 30 files\. This one has 30 already/);
  });

  test('of two who attach with one ETag the second is told', async () => {
    const target = await open();
    const { etag } = await anna('GET', target);
    const match = { 'if-match': etag };
    assert.equal((await send(anna, `${target}/attachments?name=a.txt`, 'x', match)).status, 201);
    assert.equal((await send(anna, `${target}/attachments?name=b.txt`, 'y', match)).status, 412);
    assert.deepEqual(await names(anna, target), ['a.txt']);
  });

  test('are not taken from who may not, and never touch the disk', async () => {
    const before = stored();
    const body = form(['file', 'a.txt', 'x'.repeat(megabyte)]);
    const nobody = await server.get(`${at}/attachments`, { method: 'POST', body });
    assert.equal(nobody.status, 401);
    const cookie = await tokenOf('kim');
    // a session without its token of the form
    const forged = await server.get(`${at}/attachments`,
      { method: 'POST', body: form(['file', 'a.txt', 'forged']), headers: { cookie } });
    assert.equal(forged.status, 403);
    assert.deepEqual(stored(), before);
    // with it, in a field of the form
    const account = await (await server.get('/account', { headers: { cookie } })).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(account)[1];
    const meant = await server.get(`${at}/attachments`,
      { method: 'POST', body: form(['csrf', csrf], ['file', 'a.txt', 'meant']), headers: { cookie } });
    assert.equal(meant.status, 201);
  });

  test('bodies that are no whole form are refused', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx';
    const before = stored();
    for (const [body, type] of [
      [head, headers],
      [`${head}\r\n--c--\r\n`, headers],
      ['nothing', headers],
      [`${head}\r\n--b--\r\n`, { 'content-type': 'multipart/form-data' }],
      [`--b\r\nContent-Disposition: form-data; name="f"; x="${'y'.repeat(9000)}"\r\n\r\n\r\n--b--`, headers],
    ]) {
      const answer = await kim('POST', `${at}/attachments`, body, type);
      assert.equal(answer.status, 400, body.slice(0, 80));
      assert.match(answer.body.detail, /no complete form/);
    }
    const fields = Array.from({ length: 250 }, () => ['a', 'b']);
    assert.equal((await send(kim, `${at}/attachments`, form(...fields))).status, 413);
    assert.equal((await send(kim, `${at}/attachments`, form(['a', 'b'.repeat(2 * megabyte)]))).status, 413);
    assert.deepEqual(stored(), before);
  });

  test('an upload that breaks off leaves nothing, and a slow one blocks nobody', async () => {
    const before = stored();
    const cookie = await tokenOf('kim');
    const start = `POST ${at}/attachments?name=slow.log HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n`
      + 'Content-Type: text/plain\r\nContent-Length: 2000000\r\n\r\n';
    const sockets = await Promise.all(Array.from({ length: 16 }, () => server.connect()));
    for (const socket of sockets) socket.write(`${start}${'z'.repeat(100000)}`);
    await until(() => stored().length === before.length + 16, 'sixteen drafts');
    // more than there are threads; others are answered all the same
    assert.deepEqual(await names(kim), await names(kim));
    assert.equal((await send(kim, `${at}/attachments?name=quick.txt`, 'quick')).status, 201);
    for (const socket of sockets) socket.destroy();
    await until(() => stored().length === before.length + 1, 'the drafts to go');
    assert.ok(stored().includes(sha256('quick')));
  });

  test('far too large a body is cut off', async () => {
    const cookie = await tokenOf('kim');
    const socket = await server.connect();
    socket.write(`POST ${at}/attachments?name=a.log HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n`
      + 'Content-Type: text/plain\r\nContent-Length: 9000000000\r\n\r\n');
    assert.equal(statusOf(await received(socket, /\r\n\r\n/)), 413);
    socket.destroy();
  });

  test('a damaged file is told, and others are not harmed', async () => {
    const target = await open();
    const attached = await send(kim, `${target}/attachments?name=a.txt`, 'to be damaged');
    const [{ url, sha256: digest }] = attached.body.attachments;
    truncateSync(path.join(server.data, 'attachments', digest), 5);
    const answer = await kim('GET', url);
    assert.equal(answer.status, 503);
    assert.match(answer.body.detail, /damaged or missing/);
    assert.doesNotMatch(answer.text, /attachments\//);
    await until(() => server.countLog(/attachment_damaged/) > 0, 'the log');
    // attached again, it is whole again
    assert.equal((await send(kim, `${target}/attachments?name=b.txt`, 'to be damaged')).status, 201);
    const again = await server.get(url, { headers: { cookie: await tokenOf('kim') } });
    assert.equal(await again.text(), 'to be damaged');
  });

  test('a file is taken away by who works on cases, and erased; the event log keeps what it was', async () => {
    const here = await open();
    const bytes = Buffer.from('a secret that came by mistake\n');
    const attach = async (target) => (await anna('POST', `${target}/attachments?name=secret.log`, bytes,
      { 'content-type': 'text/plain' })).body.attachments[0];
    const file = await attach(here);
    const twin = await attach(await open());
    assert.equal(file.sha256, sha256(bytes));
    const at = `${here}/attachments/${file.id}`;
    for (const [who, query, expected] of [[kim, '?why=x', 403], [dev, '?why=x', 403], [anna, '', 400],
      [anna, `?why=${'x'.repeat(2001)}`, 413]]) {
      assert.equal((await who('DELETE', at + query)).status, expected, query.slice(0, 20));
    }
    assert.equal((await anna('DELETE', `${here}/attachments/${twin.id}?why=x`)).status, 404);
    assert.equal((await anna('DELETE', `${here}/attachments/x?why=x`)).status, 404);
    assert.equal((await anna('DELETE', `${at}?why=x`, undefined, { 'if-match': '"1"' })).status, 412);
    assert.deepEqual(await names(anna, here), ['secret.log']);
    assert.equal((await anna('DELETE', `${at}?why=${encodeURIComponent('sent "by" mistake')}`)).status, 200);
    assert.deepEqual(await names(anna, here), []);
    assert.equal((await anna('GET', at)).status, 404);
    assert.equal((await anna('DELETE', `${at}?why=again`)).status, 404);
    // another case has the same content: it stays until that one goes too
    assert.ok(stored().includes(file.sha256));
    assert.equal((await anna('DELETE', `${twin.url}?why=both`)).status, 200);
    assert.ok(!stored().includes(file.sha256));
    const told = run(['export', 'events', '--format', 'jsonl', '--data', server.data]).stdout.split('\n')
      .filter((line) => line.includes('"detach"')).map((line) => JSON.parse(line));
    assert.equal(told.length, 2);
    const detail = typeof told[0].detail === 'string' ? JSON.parse(told[0].detail) : told[0].detail;
    assert.deepEqual([told[0].actor, detail],
      ['anna', { name: 'secret.log', bytes: bytes.length, sha256: file.sha256, why: 'sent "by" mistake' }]);
  });

  test('on the page of a case a file is taken away with a reason', async () => {
    const here = await open();
    const number = here.split('/').at(-1);
    const { body } = await send(kim, `${here}/attachments?name=mine.log`, 'typed by mistake');
    const file = body.attachments[0];
    const cookie = await tokenOf('anna');
    const page = async () => (await server.get(`/cases/${number}`, { headers: { cookie } })).text();
    const act = async (why) => {
      const shown = await page();
      const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(shown)[1];
      return server.get(`/cases/${number}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ csrf: field('csrf'), change: field('change'), action: 'detach', file_id: file.id, why }).toString(),
      });
    };
    assert.match(await page(), /Take away<span class="unseen"> mine\.log/);
    const refused = await act('');
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /Say in a few words why the file is taken away/);
    assert.deepEqual(await names(kim, here), ['mine.log']);
    assert.equal((await act('it held a password')).status, 303);
    assert.doesNotMatch(await page(), /mine\.log/);
    assert.ok(!stored().includes(file.sha256));
  });

  test('what a crash left is swept at the start, and what was acknowledged stays', async () => {
    const target = await open();
    const attached = await send(kim, `${target}/attachments?name=kept.txt`, 'acknowledged');
    assert.equal(attached.status, 201);
    const cookie = await tokenOf('kim');
    const socket = await server.connect();
    const before = stored();
    socket.write(`POST ${target}/attachments?name=slow.log HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n`
      + `Content-Type: text/plain\r\nContent-Length: 2000000\r\n\r\n${'z'.repeat(1000)}`);
    await until(() => stored().length === before.length + 1, 'a draft');
    await server.kill('SIGKILL');
    socket.destroy();
    writeFileSync(path.join(server.data, 'attachments', 'f'.repeat(64)), 'named by no row');
    await server.serve();
    assert.deepEqual(stored(), before);
    const kept = await server.get(attached.body.attachments[0].url, { headers: { cookie } });
    assert.equal(await kept.text(), 'acknowledged');
    assert.ok(existsSync(path.join(server.data, 'attachments', sha256('acknowledged'))));
    assert.equal(readFileSync(path.join(server.data, 'attachments', sha256('acknowledged')), 'utf8'), 'acknowledged');
  });

  test('come with a question of the contact form, once', async () => {
    const cookie = await tokenOf('kim');
    const page = await (await server.get('/contact', { headers: { cookie } })).text();
    const field = (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)[1];
    const question = () => form(['csrf', field('csrf')], ['once', field('once')], ['subject', 'It leaks'],
      ['text', 'Since today.'], ['action', 'send'], ['file', 'leak.log', 'drop by drop']);
    const post = (body) => server.get('/contact', { method: 'POST', body, headers: { cookie } });
    const wrong = question();
    wrong.set('file', new Blob(['MZ']), 'leak.exe');
    const refused = await post(wrong);
    assert.equal(refused.status, 400);
    const again = await refused.text();
    assert.match(again, /leak\.exe is a program/);
    assert.match(again, /Since today\./);
    for (let i = 0; i < 2; i += 1) assert.equal((await post(question())).status, 303);
    const { body } = await anna('GET', '/api/v1/cases?q=leaks');
    assert.equal(body.cases.length, 1);
    assert.deepEqual(await names(kim, `/api/v1/cases/${body.cases[0].number}`), ['leak.log']);
  });

  test('a full disk is said on the page, and what was typed is kept', async (t) => {
    const other = await Server.start(t);
    const folder = path.join(other.data, 'attachments');
    await other.kill('SIGTERM');
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status !== 0) {
      t.skip('this process may not mount');
      return;
    }
    const free = () => spawnSync('umount', [folder]);
    t.after(free);
    await other.serve();
    const agent = join(other, 'anna', 'agent');
    await agent('PUT', '/api/v1/customers/acme', { name: 'acme' });
    addUser(other, 'kim', 'customer', '--customer', 'acme');
    const { body } = await agent('POST', '/api/v1/cases', { customer: 'acme', subject: 'It fails', text: 'Log.' });
    const login = await other.get('/sign-in', { method: 'POST', body: new URLSearchParams({ login: 'kim', password }) });
    const cookie = login.headers.get('set-cookie').split(';')[0];
    const target = `/my/cases/${body.number}`;
    const post = async (bytes) => {
      const page = await (await other.get(target, { headers: { cookie } })).text();
      const csrf = /name="csrf" value="([^"]+)"/.exec(page)[1];
      return other.get(target, { method: 'POST', headers: { cookie },
        body: form(['csrf', csrf], ['text', 'Here is the log.'], ['file', 'big.log', bytes]) });
    };
    const full = await post('x'.repeat(3 * megabyte));
    assert.equal(full.status, 507);
    const page = await full.text();
    assert.match(page, /There is no room left on the server for big\.log\./);
    assert.match(page, /Here is the log\.<\/textarea>/);
    assert.equal((await agent('GET', `/api/v1/cases/${body.number}`)).body.messages.length, 1);
    assert.deepEqual(readdirSync(folder), ['.in-use']);
    assert.equal((await post('x'.repeat(1000))).status, 303);
    assert.equal((await agent('GET', `/api/v1/cases/${body.number}`)).body.messages.length, 2);
    await other.kill('SIGTERM');
    free();
  });

  test('their rows are exported, with checksums', async () => {
    const jsonl = run(['export', 'attachments', '--data', server.data, '--format', 'jsonl']);
    assert.equal(jsonl.status, 0, jsonl.stderr);
    const rows = jsonl.stdout.trim().split('\n').map((line) => JSON.parse(line));
    const row = rows.find(({ name }) => name === 'Bericht Müller.log');
    assert.deepEqual([row.type, row.bytes, row.who, row.internal], ['text/plain', 23, 'kim', false]);
    assert.ok(rows.some(({ internal }) => internal));
    for (const { sha256: digest } of rows) assert.ok(stored().includes(digest));
    const csv = run(['export', 'attachments', '--data', server.data]);
    assert.equal(csv.stdout.split('\r\n')[0], 'case,id,name,type,bytes,sha256,internal,who,created');
    assert.equal(csv.stdout.trim().split('\r\n').length, rows.length + 1);
    assert.equal(run(['export', 'attachments', 'cases', '--data', server.data]).status, 2);
  });

  test('types that cannot be are refused at the start', async () => {
    await server.kill('SIGTERM');
    const file = path.join(server.data, 'solvent.conf');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}attachment_types = png exe\n`);
    await assert.rejects(server.serve(), /programs and scripts are never taken/);
    writeFileSync(file, `${text}attachment_types = png\n`);
    await server.serve();
    const answer = await send(kim, `${at}/attachments?name=a.txt`, 'x');
    assert.equal(answer.status, 400);
  });
});
