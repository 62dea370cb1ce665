// SPDX-License-Identifier: GPL-2.0-or-later
//
// The history of articles whose folder is a git repository: who and when by its
// commits, also under a former name of the file, and back again.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server } from './support/server.mjs';
import { addUser, password } from './support/people.mjs';
import { Visitor } from './support/visitor.mjs';

const text = (word) => `---\nid: volume\n---\n# The volume is full\n\n## Resolution\n\n1. Remove ${word} files.\n`;

test('the history comes from git where the folder is a repository', async (t) => {
  if (spawnSync('git', ['--version']).status !== 0) return t.skip('git is not installed');
  const server = await Server.start(t, { files: { 'old-name.md': text('oldest') } });
  const git = (...args) => {
    const { status, stderr } = spawnSync('git', ['-C', server.articles, '-c', 'user.name=Ann <Lee>',
      '-c', 'user.email=ann@example.org', ...args], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };
  addUser(server, 'wanda', 'writer');
  const signed = await server.get('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    body: new URLSearchParams({ login: 'wanda', password }).toString(),
  });
  const cookie = signed.headers.get('set-cookie').split(';')[0];
  const page = async (target) => (await server.get(target, { headers: { cookie, accept: 'text/html' } })).text();

  assert.match(await page('/write/volume'), /Nobody has changed it here yet/);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'The first <b>text</b>');
  git('mv', 'old-name.md', 'new-name.md');
  git('commit', '-qm', 'Moved');
  server.write('new-name.md', text('newest'));
  git('commit', '-qam', 'Changed');
  // what the repository would run is not run
  const trace = path.join(server.folder, 'was-run');
  git('config', 'core.fsmonitor', `touch ${trace}`);
  server.index();

  const html = await page('/write/volume');
  const shown = [...html.matchAll(/Ann Lee committed it: \u201c(.*?)\u201d <a href="\/write\/volume\?version=([0-9a-f]{40})/g)];
  assert.deepEqual(shown.map(([, subject]) => subject), ['Changed', 'Moved', 'The first &lt;b&gt;text&lt;/b&gt;']);
  const first = shown[2][2];
  const compared = await page(`/write/volume?version=${first}`);
  assert.match(compared, /class="gone"><td>gone<\/td><td><code>1\. Remove oldest files\./);
  assert.match(compared, /class="new"><td>new<\/td><td><code>1\. Remove newest files\./);
  const [, csrf] = /name="csrf" value="([0-9a-f]{64})"/.exec(html);
  const [, digest] = /name="digest" value="([0-9a-f]{32})"/.exec(html);
  const restored = await server.get('/write/volume', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
    body: new URLSearchParams({ csrf, digest, restore: first, text: 'x' }).toString(),
  });
  assert.match(await restored.text(), /<textarea id="~text"[^>]*>[^]*1\. Remove oldest files\./);
  assert.ok(!existsSync(trace));
  // a commit of another file is none of this article's
  assert.doesNotMatch(await page(`/write/volume?version=${'0'.repeat(40)}`), /From that version to now/);
});

// Whoever may write to the repository runs nothing on the machine that shows it.
test('what a repository says is shown, and not done', async (t) => {
  if (spawnSync('git', ['--version']).status !== 0) return t.skip('git is not installed');
  const server = await Server.start(t, { files: { 'volume.md': text('oldest'), 'secret.txt': 'the secret of the repository' } });
  const git = (...args) => {
    const { status, stdout, stderr } = spawnSync('git', ['-C', server.articles, '-c', 'user.name=Mallory',
      '-c', 'user.email=mallory@example.org', ...args], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  addUser(server, 'wanda', 'writer');
  const { cookie } = await Visitor.signIn(server, 'wanda');
  const page = async (target) => (await server.get(target, { headers: { cookie, accept: 'text/html' } })).text();

  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'First');
  const first = git('rev-parse', 'HEAD');
  const blob = git('rev-parse', 'HEAD:volume.md');
  server.write('volume.md', text('newest'));
  // a commit that says it is another one, of another file
  git('commit', '-qam', `Second\x1e${first}\x1fForged\x1f1\x1fforged\x1fsecret.txt\x1e`);

  const program = path.join(server.folder, 'program');
  const trace = path.join(server.folder, 'was-run');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >>'${trace}'\n`);
  chmodSync(program, 0o755);
  server.write('.gitattributes', '*.md diff=evil filter=evil\n');
  for (const key of ['core.fsmonitor', 'core.pager', 'pager.log', 'core.sshCommand', 'diff.external', 'diff.evil.command',
    'diff.evil.textconv', 'filter.evil.smudge', 'filter.evil.clean', 'filter.evil.process', 'gpg.program',
    'core.alternateRefsCommand', 'credential.helper', 'remote.origin.uploadpack']) git('config', key, program);
  for (const [key, value] of [['alias.log', `!${program}`], ['alias.cat-file', `!${program}`], ['log.showSignature', 'true'],
    ['core.repositoryformatversion', '1'], ['extensions.partialClone', 'origin'], ['remote.origin.promisor', 'true'],
    ['protocol.ext.allow', 'always'], ['remote.origin.url', `ext::${program}`]]) git('config', key, value);
  // what is missing would be fetched by a program that the repository names
  rmSync(path.join(server.articles, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  rmSync(trace, { force: true }); // whatever the commands above did

  const html = await page('/write/volume');
  const shown = [...html.matchAll(/Mallory committed it: \u201c([^<]*)\u201d/g)].map(([, subject]) => subject);
  assert.equal(shown.length, 2);
  assert.equal(shown[1], 'First');
  assert.doesNotMatch(html, /Forged committed/);
  const gone = await page(`/write/volume?version=${first}`);
  assert.match(gone, /<textarea id="~text"/);
  assert.doesNotMatch(gone, /the secret of the repository/);
  assert.ok(!existsSync(trace), existsSync(trace) && readFileSync(trace, 'utf8'));
});
