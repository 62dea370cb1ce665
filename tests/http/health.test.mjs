// SPDX-License-Identifier: GPL-2.0-or-later
//
// Article health: what cases, readers and dates say of articles reaches whoever
// writes them, and nobody else.

import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { Server, run, until } from './support/server.mjs';

const password = 'correct horse battery';
const article = (title, keys) => `---\n${keys}\n---\n# ${title}\n\n## Resolution\n\nDo it.\n`;
const files = {
  'due.md': article('Overdue', 'owner: wanda\nreview_after: 2020-01-01'),
  'later.md': article('Later', 'owner: wanda\nreview_after: 2999-01-01'),
  'rough.md': article('Rough', 'state: draft'),
  'doubted.md': article('Doubted', 'title: Doubted <b>\nowner: paul'),
  'mended.md': article('Mended', 'owner: paul\nreviewed: 2999-01-01'),
};

async function signIn(server, login, role) {
  const added = run(['user', 'add', login, '--role', role, '--data', server.data],
    { input: `${password}\n` });
  assert.equal(added.status, 0, added.stderr);
  const answer = await server.get('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ login, password }).toString(),
  });
  assert.equal(answer.status, 303);
  return { headers: { cookie: answer.headers.get('set-cookie').split(';')[0], accept: 'text/html' } };
}

const vote = (server, id) => server.get('/api/v1/feedback', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ article: id, helpful: false }),
});

test('articles that need somebody are listed with what speaks against them', async (t) => {
  const server = await Server.start(t, { files });
  const wanda = await signIn(server, 'wanda', 'writer');
  const lists = async (query = '') =>
    (await server.get(`/api/v1/articles-health${query}`, wanda)).json();
  const ids = (list) => list.articles.map(({ id }) => id);
  let health = await lists();
  assert.deepEqual(ids(health.review_due), ['due']);
  assert.ok(ids(health.unpublished).includes('rough'));
  assert.deepEqual(health.in_doubt, { total: 0, articles: [] });
  for (const id of ['doubted', 'mended'])
    for (let i = 0; i < 3; i++) assert.equal((await vote(server, id)).status, 201);
  health = await lists();
  assert.deepEqual(ids(health.in_doubt), ['doubted']); // mended since
  assert.equal(health.in_doubt.articles[0].unhelpful, 3);
  assert.ok(health.in_doubt.articles[0].doubt > 0.5);
  assert.deepEqual(ids((await lists('?owner=Wanda')).in_doubt), []);
  const page = await (await server.get('/articles-health', wanda)).text();
  assert.match(page, /Doubted &lt;b&gt;[^]*did not help 3 of 3 readers who said so/);
  assert.match(page, /<h2 id="~due">Review due <span class="soft">1<\/span>/);
  assert.match(page, /<a href="\/articles-health" aria-current="page">/);
  assert.match(page, /Article health <span class="count">1<span class="unseen"> of your reviews due/);
});

test('who may not write articles is not told of their health', async (t) => {
  const server = await Server.start(t, { files });
  const wim = await signIn(server, 'wim', 'marketing');
  for (const target of ['/articles-health', '/api/v1/articles-health']) {
    assert.equal((await server.get(target, wim)).status, 403);
    assert.equal((await server.get(target)).status, 401);
  }
  const page = await (await server.get('/', wim)).text();
  assert.doesNotMatch(page, /articles-health/);
});

test('a limit that is none is told', async (t) => {
  const server = await Server.start(t, { files });
  const wanda = await signIn(server, 'wanda', 'writer');
  const answer = await server.get('/api/v1/articles-health?limit=0', wanda);
  assert.equal(answer.status, 400);
  assert.match((await answer.json()).detail, /from 1 to 1000/);
});

test('readers who searched again for the same speak against an article', async (t) => {
  const server = await Server.start(t, {
    files: { 'a.md': article('The kappa volume is full', 'owner: wanda'), 'b.md': article('Another sigma matter', 'owner: wanda') },
  });
  const wanda = await signIn(server, 'wanda', 'writer');
  const from = (localAddress, path) => new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: server.port, path, localAddress, agent: false },
      (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  // three visits, told apart by their addresses: two search on, one is done
  for (const [address, isAgain] of [['127.0.0.2', true], ['127.0.0.3', true], ['127.0.0.4', false]]) {
    await from(address, '/search?q=kappa+volume');
    await from(address, '/articles/a?q=kappa+volume');
    if (isAgain) await from(address, '/search?q=volume+has+no+space');
  }
  const doubted = async () => (await (await server.get('/api/v1/articles-health', wanda)).json()).in_doubt.articles;
  const [row] = await until(async () => {
    const rows = await doubted();
    return rows.length && rows[0].searchers === 3 && rows[0].searched_again === 2 ? rows : null;
  }, 'the searches are written');
  assert.deepEqual([row.id, row.searchers, row.searched_again], ['a', 3, 2]);
  // Wilson, 1927: the lower bound of 2 of 3 with z = 1.2816
  assert.ok(Math.abs(row.doubt - 0.3212) < 0.0005, String(row.doubt));
  assert.match(await (await server.get('/articles-health', wanda)).text(), /2 of 3 readers searched again for the same/);
});
