// SPDX-License-Identifier: GPL-2.0-or-later
//
// Fields, filters, counts and related articles over HTTP: what is written in the
// box and what is chosen beside it count alike, a count says what choosing
// finds, nothing odd is an error, and nothing tells of what is secret.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from './support/server.mjs';

const files = {
  'queue.md': `---
products: [Exchange Server]
versions: ["2016 and later"]
tags: [mail]
errors: [ENOSPC]
---
# The mail queue is full

Mail stays in the queue of the server.

## Workaround

Restart the transport.
`,
  'print.md': `---
products: [Print Server]
versions: ["4.0 - 4.6"]
tags: [print, mail]
---
# Nothing comes out of the printer

The queue of the server is full of mail.
`,
  'old.md': `---
products: [Print Server]
versions: ["4.7"]
---
# The printer is not found

The server has another name. No queue.
`,
  'secret.md': `---
access: internal
products: [Print Server]
tags: [secret]
---
# The mail queue of the printer: what nobody may read

Queue, mail, server.
`,
};

const start = (t) => Server.start(t, { files });
const ask = async (server, route, params) => {
  const query = new URLSearchParams(params);
  const response = await server.get(`/api/v1/${route}?${query}`);
  assert.equal(response.status, 200, String(query));
  return response.json();
};
const ids = (answer) => answer.hits.map((hit) => hit.id).sort().join(' ');
const counts = (answer, facet) =>
  Object.fromEntries(answer.facets[facet].map(({ value, count }) => [value, count]));

test('fields choose as their parameters do', async (t) => {
  const server = await start(t);
  for (const [q, params, wanted] of [
    ['queue', { product: 'Print Server' }, 'old print'],
    ['queue product:"Print Server"', {}, 'old print'],
    ['queue version:4.3', {}, 'print'],
    ['queue', { version: '4.3' }, 'print'],
    ['queue', { version: '2019' }, 'queue'],
    ['queue tag:mail', {}, 'print queue'],
    ['queue tag:mail', { product: 'Print Server' }, 'print'],
    ['tag:print', { tag: 'mail' }, 'print queue'],
    ['section:workaround', {}, 'queue'],
    ['title:queue', {}, 'queue'],
    ['error:enospc', {}, 'queue'],
    ['"queue is full"', {}, 'queue'],
    ['queue -"queue is full"', {}, 'old print'],
    ['title:queue OR title:"not found"', {}, 'old queue'],
    ['queue updated:<1999', {}, ''],
    ['queue -product:"Exchange Server"', {}, 'old print'],
  ]) {
    const answer = await ask(server, 'search', { q, ...params, total: 1 });
    assert.equal(ids(answer), wanted, q);
    assert.equal(answer.total, answer.hits.length);
  }
});

test('a count says what choosing the value finds', async (t) => {
  const server = await start(t);
  for (const chosen of [[], [['tag', 'mail']], [['tag', 'mail'], ['product', 'Print Server']],
    [['version', '4.3']]]) {
    for (const q of ['', 'queue', '"the server"', 'title:printer OR queue']) {
      const answer = await ask(server, 'facets', [['q', q], ...chosen]);
      let values = 0;
      for (const facet of Object.keys(answer.facets))
        for (const { value, count } of answer.facets[facet]) {
          const others = chosen.filter(([name]) => name !== facet);
          const found = await ask(server, 'search',
            [['q', q], ...others, [facet, value], ['total', 1], ['limit', 100]]);
          assert.equal(found.total, count, `${q} ${facet}=${value}`);
          values++;
        }
      assert.ok(values > 0);
    }
  }
});

test('counts come with a search too, and alike', async (t) => {
  const server = await start(t);
  const params = { q: 'queue', tag: 'mail' };
  const alone = await ask(server, 'facets', params);
  const beside = await ask(server, 'search', { ...params, facets: 1 });
  assert.deepEqual(alone.facets, beside.facets);
  assert.equal(alone.total, beside.total);
  assert.deepEqual(counts(beside, 'tag'), { mail: 2, print: 1 });
  assert.deepEqual(counts(beside, 'product'), { 'Exchange Server': 1, 'Print Server': 1 });
});

test('a range of versions counts for those it covers', async (t) => {
  const server = await start(t);
  const answer = await ask(server, 'facets', { q: '' });
  assert.deepEqual(counts(answer, 'version'),
    { '2016 and later': 1, '4.0 - 4.6': 1, '4.7': 1 });
  const found = await ask(server, 'search', { version: '2016 and later' });
  assert.equal(ids(found), 'queue');
});

test('odd queries are words, and never an error', async (t) => {
  const server = await start(t);
  const plain = await ask(server, 'search', { q: 'queue', total: 1 });
  for (const q of ['title: queue', 'queue OR', 'OR queue', 'queue "', 'queue title:"',
    'updated:never queue', 'queue updated:>9999999999-99', 'queue tag:', 'section:none queue',
    'http://queue', 'Error: queue', '(queue)']) {
    const answer = await ask(server, 'search', { q, total: 1, verbatim: 1 });
    assert.ok(answer.total >= plain.total, `${q}: ${answer.total}`);
  }
  for (const q of ['OR '.repeat(10_000), '"'.repeat(999), 'title:'.repeat(500),
    'tag:a OR '.repeat(500), '-"a" '.repeat(500)])
    await ask(server, 'search', { q: q.slice(0, 8000), facets: 1 });
});

test('a page that finds nothing tries a few other searches, not one for each filter', async (t) => {
  const server = await start(t);
  // what is offered when one product is real, `others` are not, and the version is wrong
  const offers = async (others) => {
    const query = new URLSearchParams([['q', 'queue'], ['product', 'Print Server'],
      ...Array.from({ length: others }, (_, i) => ['product', `None ${i}`]), ['version', '99']]);
    const response = await server.get(`/search?${query}`);
    assert.equal(response.status, 200);
    const page = await response.text();
    assert.doesNotMatch(page, /<li class="hit"/);
    return [...page.matchAll(/>(Search without [^<]*?)(?:<|: )/g)].map(([, text]) => text);
  };
  const withoutOne = 'Search without the filter Version';
  const withoutAny = 'Search without filters';
  // eight tries: six products and the version one by one, then all at once
  assert.deepEqual(await offers(5), [withoutOne, withoutAny]);
  assert.deepEqual(await offers(6), [withoutAny]);
  assert.deepEqual(await offers(40), [withoutAny]);
});

test('neither counts nor neighbours tell of what is secret', async (t) => {
  const server = await start(t);
  const answer = await ask(server, 'facets', { q: 'queue' });
  assert.deepEqual(counts(answer, 'tag'), { mail: 2, print: 1 });
  const related = await (await server.get('/api/v1/related/queue')).json();
  assert.doesNotMatch(JSON.stringify(related), /secret/);
  const missing = await server.get('/api/v1/related/none');
  const secret = await server.get('/api/v1/related/secret');
  assert.equal(missing.status, 404);
  assert.equal(secret.status, 404);
  const text = async (response) =>
    (await response.text()).replaceAll(/none|secret/g, 'ID').replaceAll(/[0-9a-f]{8,}/g, 'REQUEST');
  assert.equal(await text(secret), await text(missing));
});
