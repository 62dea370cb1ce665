// SPDX-License-Identifier: GPL-2.0-or-later
//
// What no honest client sends. Whatever it is, the server answers or closes,
// and goes on serving others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, received, statusOf, until } from './support/server.mjs';

const head = 'Host: localhost\r\n';
const closing = `${head}Connection: close\r\n`;

async function checkAlive(server) {
  const response = await server.get('/healthz');
  assert.equal(response.status, 200);
  await response.text();
  assert.doesNotMatch(server.log, /runtime error|Sanitizer|assertion failed/);
}

test('paths that climb, hold NULs or are encoded twice find nothing', async (t) => {
  const server = await Server.start(t);
  for (const [path, status] of [
    ['/../../etc/passwd', 404],
    ['/articles/../../etc/passwd', 404],
    ['/articles/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/articles/%2E%2E%2Fsecret', 404],
    ['/articles/..%2f..%2fdata%2fsolvent.db', 404],
    ['/articles/%252e%252e%252fsecret', 404],
    ['/assets/../../solvent.db', 404],
    ['/assets/x/..%2f..%2fsolvent.db', 404],
    ['/images/..%2f..%2fsolvent.db/disk-full', 404],
    ['/articles/disk-full%00', 400],
    ['/articles/disk-full%00.html', 400],
    ['/%00', 400],
    ['/articles/disk-full%0d%0aX-Injected:%201', 400],
    ['/articles/disk-full', 200],
    ['/articles//disk-full', 404],
    ['/articles/disk-full/', 404],
    ['/articles\\disk-full', 404],
    [`/${'a/'.repeat(1500)}`, 404],
    [`/${'a'.repeat(5000)}`, 414],
    ['//example.com/articles/disk-full', 404],
  ]) {
    const response = await server.raw(`GET ${path} HTTP/1.1\r\n${closing}\r\n`);
    assert.equal(statusOf(response), status, path.slice(0, 80));
    assert.doesNotMatch(response, /X-Injected/);
    assert.doesNotMatch(response, /root:/);
  }
  await checkAlive(server);
});

test('methods are known, not allowed, or unknown', async (t) => {
  const server = await Server.start(t);
  for (const [method, status] of [['GET', 200], ['HEAD', 200], ['OPTIONS', 204], ['POST', 405],
    ['PUT', 405], ['PATCH', 405], ['DELETE', 405], ['TRACE', 501], ['CONNECT', 501],
    ['BREW', 501], ['get', 501], ['G\u00c4T', 501], ['X'.repeat(1000), 501]]) {
    const response = await server.raw(`${method} /healthz HTTP/1.1\r\n${closing}\r\n`);
    assert.equal(statusOf(response), status, method);
    if (status === 405) assert.match(response, /\r\nAllow: GET, HEAD, OPTIONS\r\n/);
  }
  await checkAlive(server);
});

test('huge addresses and headers are refused', async (t) => {
  const server = await Server.start(t);
  const long = 'a'.repeat(400_000);
  for (const bytes of [
    `GET /${long} HTTP/1.1\r\n${closing}\r\n`,
    `GET /?${long} HTTP/1.1\r\n${closing}\r\n`,
    `GET /healthz HTTP/1.1\r\nX-Long: ${long}\r\n${closing}\r\n`,
    `GET /healthz HTTP/1.1\r\n${long}: x\r\n${closing}\r\n`,
    `GET /healthz HTTP/1.1\r\n${'X-Many: y\r\n'.repeat(40_000)}${closing}\r\n`,
    `GET /search?${'a=1&'.repeat(30_000)} HTTP/1.1\r\n${closing}\r\n`,
    `GET /search?${'&'.repeat(30_000)} HTTP/1.1\r\n${closing}\r\n`,
    long,
  ]) {
    const response = await server.raw(bytes);
    assert.ok([414, 431].includes(statusOf(response)), `${bytes.slice(0, 60)}: ${response.slice(0, 60)}`);
  }
  const many = await server.get(`/api/v1/search?q=toner&${'x=1&'.repeat(1000)}`);
  assert.equal((await many.json()).hits[0].id, 'printer');
  await checkAlive(server);
});

test('a search of ten thousand words is answered', async (t) => {
  const server = await Server.start(t);
  const words = Array.from({ length: 10_000 }, (_, i) => `word${i}`).join('+');
  const response = await server.get(`/api/v1/search?q=toner+${words}`);
  assert.equal(response.status, 200);
  assert.equal((await response.json()).hits[0].id, 'printer');
  assert.equal((await server.get(`/search?q=${words}`)).status, 200);
  await checkAlive(server);
});

test('odd queries are words', async (t) => {
  const server = await Server.start(t);
  for (const query of ['"unbalanced', '"', '-', '--', '()', 'AND', 'a AND', '*', '\\', '%', '\u0000',
    'x'.repeat(3000), '"a" "b', '<script>', '\u202e', '\ud83d\ude00', "'; DROP TABLE feedback; --"]) {
    const response = await server.get(`/api/v1/search?q=${encodeURIComponent(query)}`);
    assert.equal(response.status, 200, query);
    assert.equal((await server.get(`/search?q=${encodeURIComponent(query)}`)).status, 200, query);
  }
  for (const raw of ['%', '%f', '%zz', '%ff%fe', '%c3', '%ed%a0%80', '+', '&&&', '=', 'q=']) {
    const response = await server.raw(`GET /api/v1/search?q=${raw} HTTP/1.1\r\n${closing}\r\n`);
    assert.equal(statusOf(response), 200, raw);
    JSON.parse(Buffer.from(response.slice(response.indexOf('\r\n\r\n') + 4), 'latin1').toString());
  }
  await checkAlive(server);
});

test('bodies that are too long are refused, with and without a length', async (t) => {
  const server = await Server.start(t);
  const start = `POST /api/v1/feedback HTTP/1.1\r\n${closing}Content-Type: application/json\r\n`;
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
  for (const bytes of [
    `${start}Content-Length: 20000\r\n\r\n${'x'.repeat(20_000)}`,
    `${start}Content-Length: 99999999999\r\n\r\n`,
    `${start}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`,
  ]) {
    assert.equal(statusOf(await server.raw(bytes)), 413);
  }
  // endless: cut off
  const response = await server.raw(`${start}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(100)}`);
  if (response !== '') assert.ok(statusOf(response) >= 400);
  // a body where none belongs
  const refused = await server.raw(`GET /healthz HTTP/1.1\r\n${closing}Content-Length: 5\r\n\r\nhello`);
  assert.equal(statusOf(refused), 413);
  assert.match(refused, /"detail":"GET takes no body here"/);
  // a method or an address that is not there comes before its body
  for (const length of [5, 99_999_999]) {
    const body = `${closing}Content-Length: ${length}\r\n\r\nhello`;
    const wrong = await server.raw(`POST /healthz HTTP/1.1\r\n${body}`);
    assert.equal(statusOf(wrong), 405);
    assert.match(wrong, /\r\nAllow: GET, HEAD, OPTIONS\r\n/);
    assert.equal(statusOf(await server.raw(`POST /nowhere HTTP/1.1\r\n${body}`)), 404);
  }
  await checkAlive(server);
});

test('a body of unclear length cannot hide a second request', async (t) => {
  const server = await Server.start(t);
  const start = `POST /api/v1/feedback HTTP/1.1\r\n${head}`;
  const hidden = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
  for (const headers of [
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n',
    'Content-Length: 5\r\nContent-Length: 6\r\n',
    'Content-Length: -5\r\n',
    'Content-Length: 5x\r\n',
    'Content-Length: 0x5\r\n',
    'Content-Length: 99999999999999999999999\r\n',
    'Transfer-Encoding: gzip\r\n',
    'Transfer-Encoding: chunked, chunked\r\n',
  ]) {
    const response = await server.raw(`${start}${headers}\r\n0\r\n\r\n${hidden}`);
    assert.doesNotMatch(response, /solvent_build_info/, headers);
    if (response !== '') assert.ok(statusOf(response) >= 400, headers + response.slice(0, 100));
  }
  await checkAlive(server);
});

test('requests sent at once are answered in order', async (t) => {
  const server = await Server.start(t);
  const ask = (path) => `GET ${path} HTTP/1.1\r\n${head}\r\n`;
  const response = await server.raw(`${ask('/healthz')}${ask('/nowhere')}${ask('/api/v1/search?q=disk')}`
    + `POST /api/v1/feedback HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 38\r\n\r\n`
    + '{"article":"disk-full","helpful":true}'
    + `GET /robots.txt HTTP/1.1\r\n${closing}\r\n`);
  const statuses = [...response.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
  assert.deepEqual(statuses, [200, 404, 200, 201, 200]);
  await checkAlive(server);
});

test('a client that has said all may close its half', async (t) => {
  const server = await Server.start(t);
  const socket = await server.connect();
  socket.end(`GET /healthz HTTP/1.1\r\n${head}\r\n`);
  await socket.closed_;
  assert.equal(statusOf(socket.received), 200);
  await checkAlive(server);
});

test('what is no HTTP is refused or closed', async (t) => {
  const server = await Server.start(t);
  for (const bytes of [
    '\r\n\r\n\r\n\r\n',
    'GET\r\n\r\n',
    'GET / \r\n\r\n',
    'GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    `GET /healthz HTTP/1.1\r\n\r\n`, // no Host
    `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\nNo colon\r\n${closing}\r\n`,
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 0x0d, 0x0a, 0x0d, 0x0a]),
    Buffer.alloc(5000, 0),
    Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)),
  ]) {
    const socket = await server.connect();
    socket.end(bytes);
    await socket.closed_;
    if (socket.received !== '') assert.ok(statusOf(socket.received) >= 400, `${bytes}: ${socket.received}`);
  }
  await checkAlive(server);
});

test('NUL bytes in a request never reach another article', async (t) => {
  const server = await Server.start(t);
  for (const bytes of [
    `GET /articles/disk-full\0x HTTP/1.1\r\n${closing}\r\n`,
    `GET /articles/\0disk-full HTTP/1.1\r\n${closing}\r\n`,
    `GET\0 /healthz HTTP/1.1\r\n${closing}\r\n`,
    `GET /healthz HTTP/1.1\r\nX: a\0b\r\n${closing}\r\n`,
    `GET /healthz HTTP/1.1\r\nX\0: b\r\n${closing}\r\n`,
  ]) {
    const socket = await server.connect();
    socket.end(bytes);
    await socket.closed_;
    assert.doesNotMatch(socket.received, /Sanitizer/);
  }
  await checkAlive(server);
});

// Where a connection may only take a second, that of an honest client may end too
// when the machine is busy: it asks again.
const untilAnswered = (server) => until(async () =>
  statusOf(await server.raw(`GET /healthz HTTP/1.1\r\n${closing}\r\n`)) === 200, 'an answer');

test('slow clients are ended and block nobody', async (t) => {
  const server = await Server.start(t, { args: ['--no-index', '--timeout', '1', '--threads', '1'] });
  const slow = await Promise.all(Array.from({ length: 30 }, () => server.connect()));
  const beginnings = ['', 'GET /heal', `GET /healthz HTTP/1.1\r\n${head}X-Slow: `,
    `POST /api/v1/feedback HTTP/1.1\r\n${head}Content-Length: 100\r\n\r\n{"a`];
  slow.forEach((socket, i) => socket.write(beginnings[i % beginnings.length]));
  // bytes that keep dripping in do not keep a connection open
  const drip = setInterval(() => slow.forEach((socket) => !socket.destroyed && socket.write('x')), 50);
  t.after(() => clearInterval(drip));
  await untilAnswered(server);
  await Promise.all(slow.map((socket) => socket.closed_));
  await untilAnswered(server);
  assert.doesNotMatch(server.log, /runtime error|Sanitizer|assertion failed/);
});

test('a client that never reads is ended', async (t) => {
  const server = await Server.start(t, { args: ['--no-index', '--timeout', '1'] });
  const socket = await server.connect();
  socket.pause();
  socket.write(`GET /openapi.json HTTP/1.1\r\n${head}\r\n`.repeat(1000));
  await until(async () => {
    const metrics = await server.raw(`GET /metrics HTTP/1.1\r\n${closing}\r\n`);
    return /^solvent_connections 1\r?$/m.test(metrics);
  }, 'the end of its connection');
  socket.destroy();
  await untilAnswered(server);
  assert.doesNotMatch(server.log, /runtime error|Sanitizer|assertion failed/);
});

test('connections beyond the limit are turned away, and let in again', async (t) => {
  for (const option of ['--connections', '--connections-per-address']) {
    const server = await Server.start(t, { args: ['--no-index', option, '8'] });
    const sockets = [];
    for (let i = 0; i < 8; i++) {
      const socket = await server.connect();
      socket.write(`GET /healthz HTTP/1.1\r\n${head}\r\n`);
      await received(socket, /"status":"ok"/);
      sockets.push(socket);
    }
    const refused = await server.connect();
    await refused.closed_;
    assert.equal(statusOf(refused.received), 503, option);
    assert.match(refused.received, /Retry-After: \d+/);
    sockets.forEach((socket) => socket.destroy());
    await Promise.all(sockets.map((socket) => socket.closed_));
    await untilAnswered(server);
    await until(async () => await server.metric('solvent_connections_refused_total') >= 1,
      'the count of those refused');
  }
});

test('clients that vanish leave nothing behind', async (t) => {
  const server = await Server.start(t);
  for (let i = 0; i < 200; i++) {
    const socket = await server.connect();
    socket.write(`GET /articles/disk-full HTTP/1.1\r\n${head}\r\nGET /sear`);
    if (i % 2) socket.resetAndDestroy?.();
    socket.destroy();
    await socket.closed_;
  }
  await checkAlive(server);
  await until(async () => await server.metric('solvent_connections') <= 2, 'the end of them all');
});

test('a request that asks first is told to go on', async (t) => {
  const server = await Server.start(t);
  const socket = await server.connect();
  socket.write(`POST /api/v1/feedback HTTP/1.1\r\n${closing}Content-Type: application/json\r\n`
    + 'Expect: 100-continue\r\nContent-Length: 38\r\n\r\n');
  await received(socket, /^HTTP\/1\.1 100 /);
  socket.write('{"article":"disk-full","helpful":true}');
  await socket.closed_;
  assert.match(socket.received, /HTTP\/1\.1 201 /);
});
