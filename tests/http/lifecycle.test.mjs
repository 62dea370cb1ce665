// SPDX-License-Identifier: GPL-2.0-or-later
//
// The life of a server: start, first index, changes, new configuration, crash
// and end.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { Server, isRunning, program, received, run, statusOf, until } from './support/server.mjs';
import { spawn } from 'node:child_process';

const head = 'Host: localhost\r\n';

test('wrong usage says what to do', () => {
  const data = ['--data', '/tmp/solvent-not-there'];
  for (const [args, words] of [
    [['serve'], /--data/],
    [['serve', '--data'], /lacks its value/],
    [['serve', ...data, '--threads', '0'], /--threads needs a whole number/],
    [['serve', ...data, '--listen', 'nonsense'], /--listen needs an address and port .* "nonsense"/],
    [['serve', ...data, 'more'], /takes no "more"/],
    [['serve', ...data, '--log-level', 'loud'], /--log-level/],
    [['nonsense'], /no command "nonsense"/],
  ]) {
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 2, `${args}`);
    assert.match(stderr, words);
    assert.equal(stdout, '');
  }
  assert.match(run(['serve', '--help']).stdout, /Example:\n {2}solvent serve/);
  assert.match(run([]).stdout, /solvent index[^]*solvent search[^]*solvent serve/);
  assert.match(run(['--version']).stdout, /^solvent \d+\.\d+\.\d+\n$/);
});

test('a folder of articles that is not there is told at once', async (t) => {
  const server = await Server.start(t);
  const other = path.join(server.folder, 'not-made');
  for (const corpus of [path.join(server.folder, 'nowhere'), path.join(server.articles, 'printer.md')]) {
    const { status, stderr } = run(['serve', '--data', other, '--corpus', server.articles,
      '--corpus', corpus, '--listen', '127.0.0.1:0']);
    assert.equal(status, 66);
    assert.match(stderr, /There is no folder .*(nowhere|printer)/);
  }
  assert.ok(!existsSync(other));
});

test('an address in use and one of another machine are told', async (t) => {
  const server = await Server.start(t);
  const other = path.join(server.folder, 'other');
  let result = run(['serve', '--data', other, '--no-index', '--listen', `127.0.0.1:${server.port}`]);
  assert.equal(result.status, 69);
  assert.match(result.stderr, /in use/);
  result = run(['serve', '--data', other, '--no-index', '--listen', '192.0.2.1:8080']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /no address of this machine/);
});

const hasIpv6 = await new Promise((resolve) => {
  const probe = net.createServer().once('error', () => resolve(false));
  probe.listen(0, '::1', () => probe.close(() => resolve(true)));
});

test('IPv6 is served', { skip: !hasIpv6 && 'this machine has no ::1' }, async (t) => {
  const server = await Server.start(t, { listen: '[::1]:0' });
  assert.match(server.url, /^http:\/\/\[::1\]:\d+$/);
  assert.equal((await server.get('/healthz')).status, 200);
  await until(() => /client=::1 /.test(server.log), 'the line of the request in the log');
});

test('a new server says that it is not ready, then becomes so by itself', async (t) => {
  const server = await Server.start(t, { isIndexed: false });
  const search = await server.get('/api/v1/search?q=disk');
  assert.equal(search.status, 503);
  assert.ok(Number(search.headers.get('retry-after')) > 0);
  const page = await server.get('/', { headers: { accept: 'text/html' } });
  assert.equal(page.status, 503);
  assert.match(await page.text(), /<h1/);
  server.index();
  assert.equal((await server.get('/api/v1/search?q=disk')).status, 200);
  assert.equal((await server.get('/healthz')).status, 200);
});

test('the indexer beside the server follows changes', async (t) => {
  const server = await Server.start(t, { isIndexed: false, args: ['--corpus', 'ARTICLES'] });
  const found = async (word) => {
    const response = await server.get(`/api/v1/search?q=${word}`);
    return response.status === 200 && (await response.json()).hits.length > 0;
  };
  await until(() => found('toner'), 'the first index');
  server.write('new.md', '# A new article about wombats\n\nText.\n');
  await until(() => found('wombats'), 'a new article');
  // what has been recorded is known to the next server
  await server.kill('SIGTERM');
  server.write('later.md', '# A later article about quokkas\n\nText.\n');
  await server.serve([]);
  await until(() => found('quokkas'), 'a change while no server ran');
});

test('an article is published and unpublished by the clock', async (t) => {
  const server = await Server.start(t, { isIndexed: false, args: ['--corpus', 'ARTICLES'] });
  const inSeconds = (seconds) =>
    new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const status = async (id) => (await server.get(`/articles/${id}`)).status;
  await until(async () => (await status('disk-full')) === 200, 'the first index');
  const schedule = async (name, key, expected) => {
    const when = inSeconds(3);
    server.write(`${name}.md`, `---\n${key}: ${when}\n---\n# About wombats\n`);
    await until(async () => (await status(name)) === expected, `${key} of ${name}`);
    assert.ok(Date.now() >= Date.parse(when), `${name} became so too early`);
  };
  server.write('late.md', '# About quokkas\n');
  await until(async () => (await status('late')) === 200, 'an article that is not to last');
  await schedule('soon', 'publish_on', 200);
  await schedule('late', 'unpublish_on', 404);
  assert.equal(await status('soon'), 200);
});

const indexerPid = (server, nth = 0) =>
  Number([...server.log.matchAll(/event=indexer_started pid=(\d+)/g)][nth]?.[1]);

test('an indexer that dies is started again', async (t) => {
  const server = await Server.start(t, { args: ['--corpus', 'ARTICLES'] });
  await until(() => indexerPid(server), 'the indexer');
  process.kill(indexerPid(server), 'SIGKILL');
  await until(() => indexerPid(server, 1), 'a second indexer');
  assert.match(server.log, /event=indexer_ended signal=9/);
  assert.equal(await server.metric('solvent_indexer_starts_total'), 2);
  assert.equal((await server.get('/healthz')).status, 200);
});

test('the indexer ends with the server, however that ends', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL']) {
    const server = await Server.start(t, { args: ['--corpus', 'ARTICLES'] });
    const pid = await until(() => indexerPid(server), 'the indexer');
    const { code } = await server.kill(signal);
    if (signal !== 'SIGKILL') assert.equal(code, 0, server.log);
    await until(() => !isRunning(pid), `the end of the indexer after ${signal}`);
  }
});

test('no request fails while the index is built anew', async (t) => {
  const server = await Server.start(t);
  let isDone = false;
  let asked = 0;
  const asking = Array.from({ length: 4 }, async (_, i) => {
    while (!isDone) {
      const target = ['/api/v1/search?q=disk&facets=1', '/api/v1/articles/disk-full',
        '/articles/disk-full', '/search?q=disk'][i];
      const response = await server.get(target);
      assert.equal(response.status, 200, `${target}: ${await response.clone().text()}`);
      await response.text();
      asked++;
    }
  });
  const index = (...args) => new Promise((resolve) => {
    spawn(program, ['index', server.articles, '--data', server.data, ...args], { stdio: 'ignore' })
      .on('exit', resolve);
  });
  for (let round = 0; round < 6; round++) {
    server.write(`round.md`, `# Round ${round}\n\nThe disk of round ${round}.\n`);
    assert.equal(await index(...(round % 2 ? ['--full'] : [])), 0);
  }
  isDone = true;
  await Promise.all(asking);
  assert.ok(asked > 20, `${asked} requests`);
  const { hits } = await (await server.get('/api/v1/search?q=round')).json();
  assert.equal(hits[0].title, 'Round 5');
});

test('SIGTERM lets a request finish that has begun, and takes no more', async (t) => {
  const server = await Server.start(t);
  const body = '{"article":"disk-full","helpful":true}';
  const begun = await server.connect();
  begun.write(`POST /api/v1/feedback HTTP/1.1\r\n${head}Content-Type: application/json\r\n`
    + `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
  await received(begun, /100 Continue/);
  const idle = await server.connect();
  idle.write(`GET /healthz HTTP/1.1\r\n${head}\r\n`);
  await received(idle, /"status":"ok"/);
  server.process.kill('SIGTERM');
  await idle.closed_; // one that waits between two requests is closed at once
  await until(() => new Promise((resolve) => {
    net.connect(server.port, '127.0.0.1')
      .on('connect', function close() { this.destroy(); resolve(false); })
      .on('error', () => resolve(true));
  }), 'the end of listening');
  assert.equal(server.process.exitCode, null);
  begun.write(body);
  await begun.closed_;
  assert.match(begun.received, /HTTP\/1\.1 201 /);
  assert.match(begun.received, /Connection: close/i);
  assert.equal((await server.ended).code, 0);
});

test('feedback and searches outlive the server', async (t) => {
  const server = await Server.start(t);
  const word = 'kept-through-a-crash';
  assert.equal((await server.post('/api/v1/feedback',
    { article: 'disk-full', helpful: false, comment: word })).status, 201);
  await server.kill('SIGKILL');
  await server.serve();
  assert.equal((await server.get('/api/v1/search?q=wallabies')).status, 200);
  assert.equal((await server.kill('SIGTERM')).code, 0);
  // closed in order, both databases hold everything in their main files
  assert.ok(readFileSync(path.join(server.data, 'solvent.db')).includes(word));
  assert.ok(readFileSync(path.join(server.data, 'searches.db')).includes('wallabies'));
});

test('SIGHUP reads the configuration again without losing a client', async (t) => {
  const server = await Server.start(t);
  const conf = path.join(server.data, 'solvent.conf');
  const title = async () => {
    const response = await server.raw(`GET / HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
    assert.equal(statusOf(response), 200);
    return /<title>([^<]*)/.exec(response)[1];
  };
  assert.doesNotMatch(await title(), /Wombat desk/);
  writeFileSync(conf, 'site_name = Wombat desk\n');
  server.process.kill('SIGHUP');
  await until(async () => /Wombat desk/.test(await title()), 'the new name');
  // one that cannot be read changes nothing
  writeFileSync(conf, 'no_such_key = x\n');
  server.process.kill('SIGHUP');
  await until(() => /configuration_refused/.test(server.log), 'the refusal');
  assert.match(await title(), /Wombat desk/);
  assert.equal((await server.kill('SIGTERM')).code, 0);
  const { status, stderr } = run(['serve', '--data', server.data, '--no-index', '--listen', '127.0.0.1:0']);
  assert.equal(status, 65);
  assert.match(stderr, /no_such_key/);
});
