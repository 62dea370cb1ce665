// SPDX-License-Identifier: GPL-2.0-or-later
//
// The rules of writers as people and programs meet them: former addresses,
// pinned results, synonyms, and that none of it shows what is secret.

import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, articles, until } from './support/server.mjs';

const rules = `# what people call things here
[synonyms]
out of space = no space left
[pins]
jammed paper -> printer, secret, a%20b/c
[aliases]
printers/blank -> printer
older -> printers/blank
desk -> secret
gone -> nowhere
`;
const files = { ...articles, 'search.rules': rules };

test('an alias leads to its article, on pages and in the API', async (t) => {
  const server = await Server.start(t, { files });
  let response = await server.get('/articles/printers/blank');
  assert.equal(response.status, 301);
  assert.equal(response.headers.get('location'), '/articles/printer');
  response = await server.get('/articles/older');
  assert.equal(response.headers.get('location'), '/articles/printer');
  response = await server.get('/api/v1/articles/printers/blank');
  assert.equal(response.status, 308);
  assert.equal(response.headers.get('location'), '/api/v1/articles/printer');
  response = await server.get('/articles/old-disk-full');
  assert.equal(response.headers.get('location'), '/articles/disk-full');
});

test('an alias of what is secret or missing is like any other address', async (t) => {
  const server = await Server.start(t, { files });
  for (const before of ['/articles/', '/api/v1/articles/']) {
    const [plain, ...others] = await Promise.all(['nonsense', 'desk', 'gone'].map(async (id) => {
      const response = await server.get(before + id);
      const text = await response.text();
      return [response.status, text.replaceAll(id, 'ID').replaceAll(/[0-9a-f]{8,}/g, 'REQUEST')];
    }));
    assert.equal(plain[0], 404);
    for (const other of others) assert.deepEqual(other, plain);
  }
});

test('pinned articles come first, and say so', async (t) => {
  const server = await Server.start(t, { files });
  const answer = await (await server.get('/api/v1/search?q=paper+jammed')).json();
  assert.deepEqual(answer.hits.map((hit) => [hit.id, hit.pinned]),
    [['printer', true], ['a%20b/c', true]]);
  assert.equal(answer.total, 2);
  const page = await (await server.get('/search?q=paper+jammed')).text();
  assert.match(page, /Blank pages from the printer<\/a> <span class="label">/);
  assert.doesNotMatch(page, /secret/i);
  const other = await (await server.get('/api/v1/search?q=printer')).json();
  assert.deepEqual(other.hits.map((hit) => hit.pinned), [undefined]);
});

test('rules that change are seen by a server that runs', async (t) => {
  const server = await Server.start(t, { files });
  const find = async () =>
    (await (await server.get('/api/v1/search?q=out+of+space&verbatim=1')).json()).hits;
  assert.match((await find())[0].snippet, /<mark>no<\/mark>|<mark>No<\/mark>/i);
  unlinkSync(path.join(server.articles, 'search.rules'));
  server.index();
  await until(async () => (await server.get('/articles/older')).status === 404,
    'the rules go with their file');
  assert.ok((await find()).every((hit) => !/<mark>no<\/mark>/i.test(hit.snippet)));
});
