// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writing articles as programs do: made, read, changed by one of two, brought
// from state to state, scheduled, looked at without saving, and what is refused.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { as, join } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { Server, run } from './support/server.mjs';

const text = (id, state, words = 'old files') => `---
id: ${id}
title: The disk of ${id} is full
# a comment that stays
state: ${state}
---
## Symptoms

Nothing can be saved.

## Resolution

1. Remove ${words}.
`;
const at = (id) => `/api/v1/article-source/${id}`;
const raw = { 'content-type': 'text/markdown' };

describe('articles by the API', () => {
  let server;
  let description;
  let wanda; // writer
  let anna; // agent, who may draft

  const described = (answer, method, route = '/api/v1/article-source/{id}') => {
    const { schema } = description.paths[route][method].responses[answer.status].content['application/json'];
    fits(schema, answer.body, description);
    return answer;
  };
  const fileOf = (name) => readFileSync(path.join(server.articles, name), 'utf8');
  const today = new Date(Date.UTC(2026, 10, 1));

  before(async () => {
    server = await Server.start({ after() {} }, {
      now: today.getTime() / 1000,
      files: {
        'disk.md': text('disk-full', 'published'), 'rough.md': text('rough-disk', 'draft'),
        'broken.md': '---\ntitle: [unclosed\n---\nText.\n', 'check.words': 'zorbix\n',
      },
    });
    writeFileSync(path.join(server.data, 'customers.csv'), 'key,name\nnm,Nordic Mills\n');
    assert.equal(run(['import', 'customers', path.join(server.data, 'customers.csv'), '--data', server.data]).status, 0);
    description = await (await server.get('/openapi.json')).json();
    wanda = join(server, 'wanda', 'writer');
    anna = join(server, 'anna', 'agent');
  });
  after(() => server.remove());

  test('read with an ETag, which is that of the file', async () => {
    const read = described(await wanda('GET', at('disk-full')), 'get');
    assert.equal(read.status, 200);
    assert.equal(read.body.text, text('disk-full', 'published'));
    assert.deepEqual([read.body.id, read.body.path, read.body.state, read.body.access],
      ['disk-full', 'disk.md', 'published', 'public']);
    assert.deepEqual(read.body.findings, []);
    assert.equal((await wanda('GET', at('disk-full'), undefined, { 'if-none-match': read.etag })).status, 304);
    // another program writes the file
    writeFileSync(path.join(server.articles, 'disk.md'), text('disk-full', 'published', 'the the files'));
    const again = await wanda('GET', at('disk-full'), undefined, { 'if-none-match': read.etag });
    assert.equal(again.status, 200);
    assert.notEqual(again.etag, read.etag);
    assert.deepEqual(again.body.findings.map(({ rule, line }) => [rule, line]), [['word-doubled', 13]]);
    writeFileSync(path.join(server.articles, 'disk.md'), text('disk-full', 'published'));
  });

  test('made, and not twice; changed by one of two', async () => {
    const made = described(await anna('PUT', at('net/slow'), { text: text('net/slow', 'draft') }), 'put');
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('location'), at('net/slow'));
    assert.equal(fileOf('net/slow.md'), text('net/slow', 'draft'));
    assert.equal((await anna('PUT', at('net/slow'), { text: 'x' }, { 'if-none-match': '*' })).status, 412);
    assert.equal((await anna('PUT', at('net/slow'), { text: 'x' })).status, 428);
    assert.equal(fileOf('net/slow.md'), text('net/slow', 'draft'));

    const changed = described(await anna('PUT', at('net/slow'),
      text('net/slow', 'draft', 'cables').replaceAll('\n', '\r\n'), { ...raw, 'if-match': made.etag }), 'put');
    assert.equal(changed.status, 200);
    assert.equal(fileOf('net/slow.md'), text('net/slow', 'draft', 'cables'));
    const late = await wanda('PUT', at('net/slow'), { text: text('net/slow', 'draft', 'switches') },
      { 'if-match': made.etag });
    assert.equal(late.status, 412);
    assert.equal(late.etag, changed.etag); // what it is now
    assert.equal(late.headers.get('content-type'), 'application/problem+json');
    assert.equal(fileOf('net/slow.md'), text('net/slow', 'draft', 'cables'));
    // of ten at the same moment one is the first
    const all = await Promise.all([...Array(10).keys()].map((number) => wanda('PUT', at('net/slow'),
      { text: text('net/slow', 'draft', `cable ${number}`) }, { 'if-match': changed.etag })));
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, ...Array(9).fill(412)]);
    assert.equal(fileOf('net/slow.md'), all.find(({ status }) => status === 200).body.text);
    // no article takes the address of another
    const other = await wanda('PUT', at('another'), { text: text('disk-full', 'draft') });
    assert.equal(other.status, 409);
    assert.ok(!existsSync(path.join(server.articles, 'another.md')));
  });

  test('from draft to archived and back, one action each; a schedule', async () => {
    await wanda('PUT', at('flow'), { text: text('flow', 'draft') });
    for (const state of ['reviewed', 'published', 'archived', 'published', 'draft', 'published']) {
      const done = described(await wanda('PATCH', at('flow'), { state }), 'patch');
      assert.equal(done.status, 200);
      assert.equal(done.body.state, state);
      assert.match(fileOf('flow.md'), new RegExp(`^state: ${state}$`, 'm'));
      assert.match(fileOf('flow.md'), /^reviewed: 2026-11-01$/m);
      assert.match(fileOf('flow.md'), /^# a comment that stays$/m);
    }
    const later = await wanda('PATCH', at('flow'), { publish_on: '2026-12-01', unpublish_on: '2027-01-01T12:00:00Z' });
    assert.deepEqual([later.body.state, later.body.publish_on, later.body.unpublish_on],
      ['reviewed', '2026-12-01T00:00:00Z', '2027-01-01T12:00:00Z']);
    for (const [sent, words] of [
      [{ publish_on: 'tomorrow' }, /publish_on must be a day/], [{ unpublish_on: '2026-02-30' }, /unpublish_on must be a day/],
      [{ unpublish_on: '2026-12-01' }, /unpublish_on must be after publish_on/], [{}, /Say what is to change/],
      [{ state: 'perfect' }, /state must be draft/], [{ state: 7 }, /State must be a string/],
    ]) {
      const refused = await wanda('PATCH', at('flow'), sent);
      assert.equal(refused.status, 400);
      assert.match(refused.body.detail, words);
    }
    // one that has run out is published again
    const over = await wanda('PATCH', at('flow'), { publish_on: '', unpublish_on: '2026-10-01' });
    assert.deepEqual([over.body.state, over.body.publish_on], ['archived', null]);
    const again = await wanda('PATCH', at('flow'), { state: 'published' });
    assert.deepEqual([again.body.state, again.body.unpublish_on], ['published', null]);
    assert.equal((await wanda('PATCH', at('flow'), { state: 'draft' }, { 'if-match': over.etag })).status, 412);
    assert.equal(fileOf('flow.md'), again.body.text);
  });

  test('who may only draft leaves drafts', async () => {
    const rough = await anna('GET', at('rough-disk'));
    assert.equal((await anna('PATCH', at('rough-disk'), { state: 'published' })).status, 403);
    assert.equal((await anna('PUT', at('rough-disk'), { text: text('rough-disk', 'published') },
      { 'if-match': rough.etag })).status, 403);
    const { etag } = await anna('GET', at('disk-full'));
    assert.equal((await anna('PUT', at('disk-full'), { text: text('disk-full', 'draft') },
      { 'if-match': etag })).status, 403);
    // a token has the rights that it was given, and no others
    const reader = as(server, 'wanda', ['articles:internal']);
    assert.equal((await reader('GET', at('disk-full'))).status, 403);
    const blind = as(server, 'wanda', ['articles:draft']);
    for (const id of ['disk-full', 'is-not-there']) {
      assert.equal((await blind('GET', at(id))).status, 403);
      assert.equal((await blind('PUT', at(id), { text: 'x' })).status, 403);
    }
    const drafter = as(server, 'wanda', ['articles:draft', 'articles:internal']);
    assert.equal((await drafter('PATCH', at('rough-disk'), { state: 'reviewed' })).status, 403);
    assert.equal((await server.get(at('disk-full'))).status, 401);
    assert.equal(fileOf('rough.md'), text('rough-disk', 'draft'));
    assert.equal(fileOf('disk.md'), text('disk-full', 'published'));
  });

  test('what cannot be read is told with its line, and nothing is saved', async () => {
    const { etag } = await wanda('GET', at('rough-disk'));
    const put = (body, headers = {}) => wanda('PUT', at('rough-disk'), body, { 'if-match': etag, ...headers });
    for (const [body, headers, line, words] of [
      [{ text: '---\nid: rough-disk\ntitle: [unclosed\n---\nText.\n' }, {}, 4, /cannot be read, line 4/],
      [{ text: 'One\nTwo\0\n' }, {}, 2, /NUL/],
      [Buffer.from('One\n\xff\n', 'latin1'), raw, 2, /UTF-8/],
      [{ text: '---\nid: rough-disk\nstate: published\n---\n# Disk\n\n[remove: a name]\n' }, {}, 7, /\[remove/],
      [{ text: '  \n ' }, {}, undefined, /There is no text/],
      [{ reason: 'none' }, {}, undefined, /Text is missing/],
      ['{"text":', {}, 1, /JSON/],
      ['text=1', { 'content-type': 'application/x-www-form-urlencoded' }, undefined, /application\/json/],
    ]) {
      const refused = await put(body, headers);
      assert.equal(refused.status, 400, JSON.stringify(refused.body));
      assert.equal(refused.headers.get('content-type'), 'application/problem+json');
      assert.equal(refused.body.line, line, refused.body.detail);
      assert.match(refused.body.detail, words);
    }
    assert.equal((await wanda('PATCH', at('broken'), { state: 'published' })).body.line, 3);
    assert.equal((await put({ text: `# Big\n\n${'a'.repeat(2 * 1024 * 1024)}` })).status, 413);
    assert.equal((await put(`# Big\n\n${'a'.repeat(8 * 1024 * 1024)}`, raw)).status, 413);
    for (const id of ['a%00b', '..%2fout', '.hidden', 'a%2f..%2fb', 'a%20b', 'a//b', `${'a'.repeat(2000)}`]) {
      const { status } = await wanda('PUT', at(id), { text: 'x' });
      assert.ok(status === 400 || status === 404, `${id}: ${status}`);
    }
    assert.equal(fileOf('rough.md'), text('rough-disk', 'draft'));
  });

  test('looked at without saving', async () => {
    const look = (id, body) => wanda('POST', `/api/v1/article-check/${id}`, body);
    const looked = described(await look('new-one', { text: text('new-one', 'published', 'the the zorbix') }),
      'post', '/api/v1/article-check/{id}');
    assert.equal(looked.status, 200);
    assert.deepEqual(looked.body.findings.map(({ rule }) => rule), ['word-doubled']);
    assert.match(looked.body.html, /<li>Remove the the zorbix\.<\/li>/);
    assert.equal(looked.body.state, 'published');
    assert.ok(!existsSync(path.join(server.articles, 'new-one.md')));
    const named = await look('new-one', { text: text('new-one', 'published', 'what Nordic Mills sent') });
    assert.deepEqual(named.body.findings.map(({ rule }) => rule), ['customer-name']);
    assert.match(named.body.findings[0].message, /Nordic Mills/);
    const doubtful = await look('disk-full', { text: '---\ntitle: [unclosed\n---\nText.\n' });
    assert.equal(doubtful.status, 200);
    assert.equal(doubtful.body.access, 'internal');
    assert.ok(doubtful.body.findings.some(({ rule, severity }) => rule === 'front-matter-unreadable' && severity === 'error'));
    assert.equal(fileOf('disk.md'), text('disk-full', 'published'));
  });

  // each of these took seconds, in which others waited
  test('long and unusual texts are told to be too long, or end soon', async () => {
    const look = async (body) => {
      const { status, body: said } = await wanda('POST', '/api/v1/article-check/big', `# Big\n\n${body}`, raw);
      assert.equal(status, 200);
      return [said.findings.map(({ rule }) => rule), said.html];
    };
    const [long, none] = await look('A line of a text that is long.\n\n'.repeat(9000));
    assert.deepEqual([long, none], [['text-too-long'], undefined]);
    const [, links] = await look('[a](b.md) '.repeat(25_000));
    assert.match(links, /a a a/); // no such article
    const [, brackets] = await look('['.repeat(100_000));
    assert.match(brackets, /\[\[\[/);
    const letters = (number) => number.toString(26).replace(/./g, (c) => String.fromCharCode(97 + parseInt(c, 26)));
    const [unknown] = await look(Array.from({ length: 25_000 }, (_, number) => `zq${letters(number)}`).join(' '));
    assert.ok(unknown.length <= 200);
    const [doubled] = await look('the the '.repeat(30_000));
    assert.equal(doubled.length, 200);
    const [, nested] = await look(`${'> '.repeat(100_000)}deep`);
    assert.match(nested, /deep/);
    const saved = await wanda('PUT', at('big'), `# Big\n\n${'A line.\n\n'.repeat(200_000)}`, raw);
    assert.equal(saved.status, 201);
    assert.deepEqual(saved.body.findings.map(({ rule }) => rule), ['text-too-long']);
  });

  test('the history says who set which state when; an older text comes back', async () => {
    const first = text('past', 'draft', 'first files');
    await anna('PUT', at('past'), { text: first });
    const { etag } = await wanda('PATCH', at('past'), { state: 'reviewed' });
    await wanda('PATCH', at('past'), { state: 'published' }, { 'if-match': etag });
    const history = async () => described(await wanda('GET', '/api/v1/article-history/past'), 'get',
      '/api/v1/article-history/{id}').body;
    const before = await history();
    assert.deepEqual(before.events.map(({ actor, action, at: when }) => [actor, action, when]), [
      ['wanda', 'published', '2026-11-01T00:00:00Z'], ['wanda', 'reviewed', '2026-11-01T00:00:00Z'],
      ['anna', 'made', '2026-11-01T00:00:00Z'],
    ]);
    assert.equal(before.version, before.events[0].version);
    const version = `/api/v1/article-versions/${before.events[2].version}/past`;
    const then = described(await wanda('GET', version), 'get', '/api/v1/article-versions/{version}/{id}').body;
    assert.equal(then.text, first);
    assert.equal(then.difference, `@@ -2,7 +2,8 @@
 id: past
 title: The disk of past is full
 # a comment that stays
-state: draft
+state: published
+reviewed: 2026-11-01
 ---
 ## Symptoms
 
`);
    assert.equal((await wanda('POST', version)).status, 428);
    assert.equal((await wanda('POST', version, undefined, { 'if-match': etag })).status, 412);
    const now = (await wanda('GET', at('past'))).etag;
    assert.equal((await anna('POST', version, undefined, { 'if-match': now })).status, 403);
    const back = described(await wanda('POST', version, undefined, { 'if-match': now }), 'post',
      '/api/v1/article-versions/{version}/{id}');
    assert.equal(back.status, 200);
    assert.equal(fileOf('past.md'), first);
    assert.equal((await history()).events[0].action, 'restored');
    // of another article's history nothing is shown
    const other = (await wanda('GET', '/api/v1/article-history/flow')).body.events[0].version;
    for (const each of [other, '0'.repeat(32), 'x']) {
      assert.equal((await wanda('GET', `/api/v1/article-versions/${each}/past`)).status, 404);
    }
  });
});
