// SPDX-License-Identifier: GPL-2.0-or-later
//
// The guard on publishing, with the server's own indexer running: what would take
// an article from a resolved case is not published by a button, nor by its file,
// nor by its date, before somebody says why.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Server, run, until } from './support/server.mjs';
import { addUser, as, password } from './support/people.mjs';

const article = (id, words, more = '') => `---
id: ${id}
title: ${words}
state: published
${more}---
## Symptoms

${words} here.

## Resolution

1. Restart it.
`;
const files = {
  'one.md': article('art-one', 'The kappa volume refuses to mount'),
  'two.md': article('art-two', 'The sigma tape refuses to rewind'),
  'three.md': article('art-three', 'The omega plan shows no dates').replace('state: published', 'state: draft'),
  'four.md': article('art-four', 'The delta safe stays locked'),
  'five.md': article('art-five', 'The gamma rack of Ida Example hums'),
  'six.md': article('art-six', 'The theta lamp blinks in red'),
};
const cases = [
  ['1', 'kappa volume refuses to mount', 'art-one'],
  ['2', 'sigma tape refuses to rewind', 'art-two'],
  ['3', 'omega plan shows no dates', 'art-three'],
  ['4', 'delta safe stays locked', 'art-four'],
  ['5', 'Ida Example', 'art-five'],
  ['6', 'theta lamp blinks in red', 'art-six'],
].map(([number, subject, id]) => JSON.stringify({
  number, customer: 'A', subject, body: 'Please help.', opened: '2026-01-01T08:00:00Z',
  closed: '2026-01-01T09:00:00Z', articles: [id],
})).join('\n');

describe('the guard on publishing', () => {
  let server;
  let cookie;
  let csrf;

  const page = async (target) => (await server.get(target, { headers: { cookie, accept: 'text/html' } })).text();
  const send = async (id, fields) => {
    const [, digest] = /name="digest" value="([0-9a-f]{32})"/.exec(await page(`/write/${id}`));
    const answer = await server.get(`/write/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
      body: new URLSearchParams({ csrf, digest, ...fields }).toString(),
    });
    return { status: answer.status, to: answer.headers.get('location'), html: await answer.text() };
  };
  const fileOf = (name) => readFileSync(path.join(server.articles, name), 'utf8');
  const found = async (words) =>
    (await (await server.get(`/api/v1/search?q=${encodeURIComponent(words)}`)).json()).hits.map(({ id }) => id);
  const health = async () =>
    (await server.get('/api/v1/articles-health', { headers: { cookie } })).json();
  const heldIds = async () => (await health()).held_back.articles.map(({ id }) => id);

  before(async () => {
    server = await Server.start({ after() {} }, { files, args: [] });
    const list = path.join(server.folder, 'cases.jsonl');
    writeFileSync(list, cases);
    assert.equal(run(['import', 'cases', list, '--data', server.data]).status, 0);
    addUser(server, 'wanda', 'writer');
    const answer = await server.get('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      body: new URLSearchParams({ login: 'wanda', password }).toString(),
    });
    [cookie] = answer.headers.get('set-cookie').split(';');
    [, csrf] = /name="csrf" value="([0-9a-f]{64})"/.exec(await page('/account'));
  });
  after(() => server.remove());

  test('a button that would take the article from a case is stopped with the list', async () => {
    const text = article('art-one', 'Zebra crossing');
    const stopped = await send('art-one', { action: 'published', text });

    assert.equal(stopped.status, 409);
    assert.match(stopped.html, /Nothing was saved: 1 search would lose the article/);
    assert.match(stopped.html, /<a href="\/cases\/1">Case 1<\/a>: kappa volume refuses to mount/);
    assert.match(stopped.html, /<textarea id="~text"[^>]*>[\s\S]*Zebra crossing here/);
    assert.equal(fileOf('one.md'), files['one.md']);
    const harmless = await send('art-one', { action: 'save', text: files['one.md'].replace('Restart it', 'Restart the volume') });
    assert.equal(harmless.status, 303);
  });

  test('with a reason it is published, and the history keeps the reason', async () => {
    const text = article('art-one', 'Zebra crossing');
    const mute = await send('art-one', { anyhow: 'save', text, reason: ' ' });

    assert.equal(mute.status, 400);
    assert.match(mute.html, /say why it is published all the same/);
    const said = await send('art-one', { anyhow: 'save', text, reason: 'The kappa volume is <gone>' });
    assert.equal(said.status, 303);
    assert.equal(fileOf('one.md'), text);
    assert.match(await page('/write/art-one'), /wanda changed it, though 1 search loses it: \u201cThe kappa volume is &lt;gone&gt;\u201d/);
    await until(async () => (await found('zebra crossing')).includes('art-one'), 'the article is published');
    await until(async () => (await heldIds()).length === 0, 'nothing waits');
  });

  test('a file that would do the same is held back, and shown with what it would take', async () => {
    server.write('two.md', article('art-two', 'Giraffe feeding'));
    server.write('four.md', files['four.md'].replace('Restart it', 'Restart the safe'));
    await until(async () => (await heldIds()).length > 0, 'the article is held back');
    await until(async () => /Restart the safe/.test(await page('/articles/art-four')), 'another article is indexed');

    const { held_back: { articles: [held] } } = await health();
    assert.equal(held.id, 'art-two');
    assert.equal(held.lost.length, 1);
    assert.equal(held.lost[0].case, '2');
    assert.equal(held.lost[0].rank, 1);
    assert.deepEqual(await found('giraffe feeding'), []);
    assert.deepEqual(await found('sigma tape rewind'), ['art-two']);
    assert.match(await page('/articles-health'), /id="~held"[\s\S]*href="\/write\/art-two#~losses">1 search<\/a>/);
    assert.match(await page('/write/art-two'), /Readers do not have this text yet[\s\S]*Case 2/);

    const said = await send('art-two', { anyhow: 'published', text: fileOf('two.md'), reason: 'No tapes any more' });
    assert.equal(said.status, 303);
    await until(async () => (await found('giraffe feeding')).includes('art-two'), 'the article is published');
    await until(async () => (await heldIds()).length === 0, 'nothing waits');
  });

  // personal data that is taken out of a file goes, whatever searches lose by it
  test('what is only taken out of a text is not held back', async () => {
    server.write('five.md', files['five.md'].replaceAll('of Ida Example ', ''));
    await until(async () => !/Ida Example/.test(await page('/articles/art-five')), 'the name is gone');
    assert.ok(!(await heldIds()).includes('art-five'));
    await until(() => server.countLog(/publish-lost/) > 0, 'the log says what it costs');
  });

  test('a program is told the same list, and gives the reason', async () => {
    const program = as(server, 'wanda', ['articles:draft', 'articles:internal', 'articles:publish']);
    const { etag } = await program('GET', '/api/v1/article-source/art-six');
    const text = article('art-six', 'Yellow submarine');
    const put = (reason) => program('PUT', '/api/v1/article-source/art-six', { text, reason }, { 'if-match': etag });
    const refused = await put();
    assert.equal(refused.status, 409);
    assert.deepEqual(refused.body.lost, [
      { source: 'case', query: refused.body.lost[0].query, case: '6', times: 1, rank: 1 }]);
    assert.match(refused.body.lost[0].query, /theta lamp blinks/);
    assert.equal(fileOf('six.md'), files['six.md']);
    assert.equal((await put('The lamp is <gone>')).status, 200);
    assert.equal(fileOf('six.md'), text);
    const { body: { events: [event] } } = await program('GET', '/api/v1/article-history/art-six');
    assert.deepEqual([event.actor, event.action, event.reason, event.lost], ['wanda', 'changed', 'The lamp is <gone>', 1]);
    await until(async () => (await found('yellow submarine')).includes('art-six'), 'the article is published');
    const back = await program('GET', '/api/v1/article-history/art-six');
    // going back loses nothing that is asked
    const older = back.body.events.at(-1);
    assert.equal(older.action, 'found');
    const restored = await program('POST', `/api/v1/article-versions/${older.version}/art-six`, undefined,
      { 'if-match': `"${back.body.version}"` });
    assert.equal(restored.status, 200);
    assert.equal(fileOf('six.md'), files['six.md']);
  });

  test('what is taken from readers is never held back', async () => {
    server.write('four.md', article('art-four', 'Lemon tree', 'access: internal\n'));
    await until(async () => (await found('delta safe')).length === 0, 'it is internal');
    await until(async () => (await heldIds()).length === 0, 'nothing waits');
  });

  test('a date of publishing does not pass it either', async () => {
    server.write('three.md', article('art-three', 'Walrus diet', 'publish_on: 2026-01-02\n'));
    await until(async () => (await heldIds()).includes('art-three'), 'the article is held back');
    assert.deepEqual(await found('walrus diet'), []);
    assert.match(await page('/articles-health'), /1 article is held back/);
    server.write('three.md', files['three.md'].replace('state: draft', 'state: published'));
    await until(async () => (await found('omega plan')).includes('art-three'), 'the mended article is published');
    await until(async () => (await heldIds()).length === 0, 'nothing waits');
  });
});
