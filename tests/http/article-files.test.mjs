// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files attached to articles: listed with their checksums, downloaded by who may
// read the article and by nobody else, followed when they change, and what is
// wrong with them said.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { join } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { run, Server } from './support/server.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const script = 'Repair-Store -All\r\n';
const article = (more, text = '') => `---\n${more}---\n# Store is damaged\n\nRun it.${text}\n`;

describe('files of articles', () => {
  let server;
  let anna;

  before(async () => {
    server = await Server.start({ after() {} }, {
      files: {
        'fix/repair.md': article(
          'id: repair\nattachments:\n  - tools/repair.ps1\n  - "patch 1.zip"\n',
          ' [The script](tools/repair.ps1) and [the other](tools/other.ps1).',
        ),
        'fix/tools/repair.ps1': script,
        'fix/tools/other.ps1': 'not attached',
        'fix/patch 1.zip': 'PK\u0003\u0004zip',
        'secret.md': article('id: secret\naccess: internal\nattachments: [secret.bin]\n'),
        'secret.bin': 'for the desk',
      },
    });
    anna = join(server, 'anna', 'agent');
  });

  after(() => server.remove());

  test('are listed with size and checksum, and downloaded', async () => {
    const answer = await server.get('/api/v1/articles/repair');
    const body = await answer.json();
    const description = await (await server.get('/openapi.json')).json();
    fits(description.paths['/api/v1/articles/{id}'].get.responses[200].content['application/json'].schema,
      body, description);
    assert.deepEqual(body.attachments, [
      { name: 'repair.ps1', type: 'application/octet-stream', bytes: script.length, sha256: sha256(script),
        url: `/files/${sha256(script)}/repair` },
      { name: 'patch 1.zip', type: 'application/zip', bytes: 7, sha256: sha256('PK\u0003\u0004zip'),
        url: `/files/${sha256('PK\u0003\u0004zip')}/repair` },
    ]);
    // a link to an attached file leads to it, one to another file nowhere
    assert.match(body.html, new RegExp(`<a href="/files/${sha256(script)}/repair">The script</a>`));
    assert.doesNotMatch(body.html, /other\.ps1/);
    const file = await server.get(body.attachments[0].url);
    assert.equal(file.status, 200);
    assert.equal(await file.text(), script);
    assert.equal(file.headers.get('content-disposition'),
      'attachment; filename="repair.ps1"; filename*=UTF-8\'\'repair.ps1');
    assert.equal(file.headers.get('content-type'), 'application/octet-stream');
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
    assert.match(file.headers.get('content-security-policy'), /^default-src 'none'; sandbox;/);
    const again = await server.get(body.attachments[0].url,
      { headers: { 'if-none-match': file.headers.get('etag') } });
    assert.equal(again.status, 304);
    const page = await (await server.get('/articles/repair')).text();
    assert.match(page, new RegExp(`repair\\.ps1</bdi></a> <span class="soft">19 bytes`));
    assert.match(page, new RegExp(`SHA-256 <code>${sha256(script)}</code>`));
  });

  test('of articles that one may not read leave no trace', async () => {
    const url = `/files/${sha256('for the desk')}/secret`;
    const told = [];
    for (const target of [url, `/files/${'0'.repeat(64)}/missing`, `/files/${sha256('for the desk')}/missing`]) {
      const answer = await server.get(target);
      told.push([answer.status, { ...await answer.json(), request_id: '' }]);
    }
    assert.equal(told[0][0], 404);
    assert.deepEqual(told[0], told[1]);
    assert.deepEqual(told[0], told[2]);
    // nor does the checksum of another's file open it under this article
    assert.equal((await server.get(`/files/${sha256('for the desk')}/repair`)).status, 404);
    assert.equal((await server.get(`/files/..%2f${sha256(script)}/repair`)).status, 404);
    const staff = await anna('GET', '/api/v1/articles/secret');
    assert.equal(staff.body.attachments[0].url, url);
  });

  test('are followed when they change, appear, and go', async () => {
    const files = async () => (await (await server.get('/api/v1/articles/repair')).json()).attachments
      .map((each) => each.sha256);
    server.write('fix/tools/repair.ps1', 'second version');
    server.index();
    assert.deepEqual((await files())[0], sha256('second version'));
    rmSync(path.join(server.articles, 'fix/patch 1.zip'));
    server.index();
    assert.deepEqual(await files(), [sha256('second version')]);
    server.write('fix/patch 1.zip', 'third');
    server.index();
    assert.deepEqual(await files(), [sha256('second version'), sha256('third')]);
    // what nothing attaches any more goes with the next whole build
    server.index('--full');
    assert.deepEqual(readdirSync(path.join(server.data, 'files')).sort(),
      [sha256('second version'), sha256('third'), sha256('for the desk')].sort());
    assert.equal((await server.get(`/files/${sha256(script)}/repair`)).status, 404);
  });

  test('a damaged one is not there', async () => {
    const file = path.join(server.data, 'files', sha256('third'));
    assert.ok(existsSync(file));
    writeFileSync(file, 'thir');
    assert.equal((await server.get(`/files/${sha256('third')}/repair`)).status, 404);
  });

  test('what is wrong with them is said', () => {
    const folder = path.join(server.folder, 'wrong');
    server.articles = folder;
    server.write('a.md', article('id: a\nattachments:\n  - ../outside.zip\n  - /etc/passwd\n  - missing.zip\n'
      + '  - b.md\n  - empty.txt\n  - link.txt\n  - https://example.com/x.zip\n  - good.txt\n  - good.txt\n'));
    server.write('b.md', '# B\n\nText.\n');
    server.write('empty.txt', '');
    server.write('good.txt', 'good');
    symlinkSync('/etc/hostname', path.join(folder, 'link.txt'));
    const { stdout } = run(['check', folder, '--json']);
    const said = JSON.parse(stdout).diagnostics.filter(({ rule }) => rule.startsWith('attachment'))
      .map(({ rule, message }) => `${rule} ${/'([^']+)'/.exec(message)[1]}`);
    assert.deepEqual(said.sort(), [
      'attachment-article b.md',
      'attachment-missing link.txt',
      'attachment-missing missing.zip',
      'attachment-outside ../outside.zip',
      'attachment-outside /etc/passwd',
      'attachment-outside https://example.com/x.zip',
      'attachment-refused empty.txt',
    ]);
  });
});
