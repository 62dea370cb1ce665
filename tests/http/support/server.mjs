// SPDX-License-Identifier: GPL-2.0-or-later
//
// A real server for one test: a fresh folder with a few articles, their index,
// and `solvent serve` on a free port; and raw sockets for what no HTTP client
// would send.
//
// SOLVENT (or SOLVENT_BIN) names the program.

import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export const program = [
  process.env.SOLVENT,
  process.env.SOLVENT_BIN,
  path.join(root, 'build/asan/solvent'),
  path.join(root, 'build/dev/solvent'),
  path.join(root, 'build/release/solvent'),
].find((name) => name && existsSync(name));
if (!program) throw new Error('no solvent to test: build it, or name it in SOLVENT');

export const articles = {
  'disk/full.md': `---
id: disk-full
title: No space left on device
products: [Linux storage]
versions: ['6.1']
tags: [disk]
replaces: [old-disk-full]
reviewed: 2026-01-31
---
# No space left on device

## Symptoms

Writing a file fails with \`No space left on device\`.

## Resolution

1. Remove old files.
2. See [quotas](../a%20b/c.md#cause).
`,
  'a b/c.md': '# Quota exceeded\n\n## Cause\n\nThe quota of the disk is used up.\n',
  'printer.md': '# Blank pages from the printer\n\nThe toner is empty & dry.\n',
  'secret.md': '---\naccess: internal\n---\n# Secret disk trick\n\nFor the desk.\n',
};

export const run = (args, options = {}) =>
  spawnSync(program, args, { encoding: 'utf8', timeout: 300_000, ...options });

// Ask again until `question` answers with something true. The limit only ends what
// would never come: a machine may be slow.
export async function until(question, what, limitMs = 300_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await pause(10);
  }
}

export function isRunning(pid) {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export class Server {
  // files: path to text; isIndexed: index them before the start; args: of serve;
  // writtenAt: when all files were written (seconds since 1970), or the time it is;
  // now: the time at which the server's clock stands still, or it goes
  static async start(t, { files = articles, isIndexed = true, args = ['--no-index'],
    listen = '127.0.0.1:0', writtenAt, now } = {}) {
    const server = new Server();
    server.writtenAt = writtenAt;
    server.env = now === undefined ? process.env : { ...process.env, SOLVENT_NOW: String(now) };
    server.folder = mkdtempSync(path.join(tmpdir(), 'solvent-http-'));
    server.data = path.join(server.folder, 'data');
    server.articles = path.join(server.folder, 'articles');
    mkdirSync(server.articles);
    for (const [name, text] of Object.entries(files)) server.write(name, text);
    t.after(() => server.remove());
    if (isIndexed) server.index();
    server.listen = listen;
    await server.serve(args);
    return server;
  }

  write(name, text) {
    const file = path.join(this.articles, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (this.writtenAt !== undefined) utimesSync(file, this.writtenAt, this.writtenAt);
  }

  index(...args) {
    const { status, stderr } = run(['index', this.articles, '--data', this.data, ...args]);
    if (status !== 0) throw new Error(`index ended with ${status}: ${stderr}`);
  }

  async serve(args = ['--no-index']) {
    const all = ['serve', '--data', this.data, '--listen', this.listen, ...args]
      .map((text) => text.replace('ARTICLES', this.articles));
    this.log = '';
    this.process = spawn(program, all, { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr.setEncoding('utf8').on('data', (text) => { this.log += text; });
    // the log is whole only once its pipe is closed
    this.closed = new Promise((resolve) => { this.process.on('close', resolve); });
    this.ended = new Promise((resolve) => {
      this.process.on('exit', (code, signal) => resolve({ code, signal }));
    });
    const lines = createInterface({ input: this.process.stdout });
    const line = await Promise.race([
      new Promise((resolve) => { lines.once('line', resolve); }),
      this.closed.then((code) => { throw new Error(`ended with ${code}: ${this.log}`); }),
    ]);
    this.url = /^listening on (http:\/\/.*:\d+)$/.exec(line)[1];
    this.port = Number(new URL(this.url).port);
  }

  get(target, options = {}) {
    return fetch(this.url + target, { redirect: 'manual', ...options });
  }

  post(target, body, options = {}) {
    return this.get(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...options,
    });
  }

  async metric(name) {
    const text = await (await this.get('/metrics')).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  }

  // How many lines of the log match; what a request leaves there comes by a pipe of
  // its own, perhaps after the answer.
  countLog(pattern) {
    return this.log.split('\n').filter((line) => pattern.test(line)).length;
  }

  kill(signal) {
    this.process.kill(signal);
    return this.ended;
  }

  async remove() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
      await this.kill('SIGTERM');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  // A socket whose bytes gather in .received (latin1) until it closes.
  async connect() {
    const socket = net.connect({ port: this.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.received = '';
    socket.setEncoding('latin1');
    socket.on('data', (text) => { socket.received += text; });
    socket.on('error', () => {}); // a reset is a way to be closed, too
    socket.on('end', () => socket.end());
    socket.closed_ = new Promise((resolve) => { socket.once('close', resolve); });
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  // Send bytes as they are and give back what came until the server closed.
  async raw(bytes) {
    const socket = await this.connect();
    socket.write(bytes);
    await socket.closed_;
    return socket.received;
  }
}

// Wait until a socket has received what matches.
export async function received(socket, pattern) {
  while (!pattern.test(socket.received)) {
    if (socket.destroyed) throw new Error(`closed after: ${socket.received}`);
    await new Promise((resolve) => {
      socket.once('data', resolve);
      socket.once('close', resolve);
    });
  }
  return socket.received;
}

export const statusOf = (response) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(response)?.[1]);
