// SPDX-License-Identifier: GPL-2.0-or-later
//
// A damaged disk: block after block of an index is overwritten. Whatever else is
// lost, an article that can be read is shown. And a case store that cannot be read
// is no reason to leave articles alone.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, run, until } from './support/server.mjs';

const blockBytes = 8192; // of an index

// Words that nothing makes shorter, the same in each run.
const noise = (seed, count) => Array.from({ length: count }, (_, i) =>
  createHash('sha256').update(`${seed} ${i}`).digest('hex').slice(0, 24)).join(' ');

const files = {
  'read.md': '# The wombat does not dig\n\n## Cause\n\nThe wombat is tired of digging its burrow.\n',
  ...Object.fromEntries(['burrow', 'digging', 'tired'].map((word) => [`${word}.md`,
    `# The wombat and its ${word}\n\n## Cause\n\nWombat, digging, burrow, tired.\n\n${noise(word, 1500)}\n`])),
};

function overwrite(file, bytes, at) {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}

test('an article that can be read is shown without what cannot', async (t) => {
  // one thread, begun anew for each block: nothing is remembered from before
  const args = ['--no-index', '--threads', '1'];
  const server = await Server.start(t, { files, args });
  const shard = path.join(server.data, 'index.1/public');
  const ask = async (address) => {
    const response = await server.get(address);
    return { status: response.status, text: await response.text() };
  };
  let withoutRelated = 0;
  for (const name of readdirSync(shard).filter((each) => each.endsWith('.glass'))) {
    const file = path.join(shard, name);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += blockBytes) {
      const where = `block ${at / blockBytes} of ${name}`;
      await server.kill('SIGTERM');
      overwrite(file, Buffer.alloc(Math.min(blockBytes, whole.length - at), 0xee), at);
      await server.serve(args);
      const article = await ask('/api/v1/articles/read');
      const page = await ask('/articles/read?q=digging');
      const related = await ask('/api/v1/related/read');
      assert.equal(page.status, article.status, where);
      if (page.status === 200) assert.match(page.text, /is tired of/, where);
      if (page.status === 200 && related.status !== 200) withoutRelated += 1;
      assert.doesNotMatch(server.log, /runtime error|Sanitizer|assertion failed/, where);
      overwrite(file, whole.subarray(at, at + blockBytes), at);
    }
  }
  assert.ok(withoutRelated > 0, 'no damage left an article without its related ones');
});

test('articles are followed although the case store cannot be read any more', async (t) => {
  const server = await Server.start(t, { files, args: [] });
  const store = path.join(server.data, 'solvent.db');
  const finds = async (word) => {
    const answer = await (await server.get(`/api/v1/search?q=${word}`)).json();
    return answer.hits.length > 0;
  };
  const newer = Buffer.from(readFileSync(store));
  newer[60] = 0x7f; // its format, of a version to come
  for (const [kind, bytes] of [['newer', newer],
    ['damaged', 'this is no database, and long enough to be seen as none']]) {
    // put in its place as a restored file is; the server has the old one open
    for (const end of ['-wal', '-shm']) rmSync(`${store}${end}`, { force: true });
    writeFileSync(`${store}.new`, bytes);
    renameSync(`${store}.new`, store);
    const word = `burrowed${kind}`;
    server.write(`${kind}.md`, `# One more\n\n${word}\n`);
    await until(() => finds(word), `the article that was written beside a ${kind} store`);
    await until(() => /\[cases-unreadable\]/.test(server.log), 'the warning');
    server.log = '';
    // and by hand
    const { status, stderr } = run(['index', '--data', server.data]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /articles are searched as before/);
  }
});
