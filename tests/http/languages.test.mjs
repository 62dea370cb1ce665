// SPDX-License-Identifier: GPL-2.0-or-later
//
// Articles in many languages over HTTP: whose language is searched, what caches
// are told, and that a language of secret articles is nowhere.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root, Server } from './support/server.mjs';

const folder = path.join(root, 'tests/languages/articles');
const files = Object.fromEntries(readdirSync(folder).map(
  (name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

const search = (query, more = '') => `/api/v1/search?q=${encodeURIComponent(query)}&total=1${more}`;

test('an answer follows Accept-Language, and says so to caches', async (t) => {
  const server = await Server.start(t, { files });
  const ask = (address, language) =>
    server.get(address, { headers: language ? { 'accept-language': language } : {} });

  const german = await ask(search('windows'), 'de-CH,de;q=0.9,en;q=0.5');
  assert.match(german.headers.get('vary'), /Accept-Language/);
  const answer = await german.json();
  assert.equal(answer.language, 'de');
  assert.equal(answer.is_other_language, false);
  assert.deepEqual(answer.hits.map((hit) => [hit.id, hit.language]), [['de/drucker-offline', 'de']]);

  const russian = await (await ask(search('windows'), 'ru')).json();
  assert.deepEqual(russian.hits.map((hit) => hit.language), ['ru']);
  const all = await (await ask(search('windows', '&lang=all'), 'ru')).json();
  assert.ok(all.total > 5);
  assert.ok(!('language' in all));
  const other = await (await ask(search('scanned'), 'ru')).json();
  assert.equal(other.is_other_language, true);
  assert.deepEqual(other.hits.map((hit) => hit.id), ['en/scan-to-mail']);
  const strict = await (await ask(search('scanned', '&language=ru'), 'ru')).json();
  assert.equal(strict.total, 0);

  const article = await (await ask('/api/v1/articles/ar/password')).json();
  assert.equal(article.language, 'ar-EG');
  const page = await ask('/articles/ar/password');
  assert.doesNotMatch(page.headers.get('vary') ?? '', /Accept-Language/);
  assert.match(await page.text(), /class="prose"[^>]* lang="ar-EG" dir="rtl"/);
});

test('the tag of one reader is not that of another', async (t) => {
  const server = await Server.start(t, { files });
  const ask = (headers) => server.get('/search?q=windows', { headers });

  const german = await ask({ 'accept-language': 'de' });
  const tag = german.headers.get('etag');
  const again = await ask({ 'accept-language': 'de', 'if-none-match': tag });
  assert.equal(again.status, 304);
  const french = await ask({ 'accept-language': 'fr', 'if-none-match': tag });
  assert.equal(french.status, 200);
  assert.match(await french.text(), /Showing articles in French/);
});

test('a language of secret articles alone is nowhere', async (t) => {
  const server = await Server.start(t, { files });
  const addresses = [
    search('skrivaren'), search('windows', '&lang=sv'), search('', '&facets=1'),
    search('offline', '&lang=sv&facets=1'), search('', '&language=sv&facets=1'),
    '/search?q=skrivaren&lang=sv', '/search?q=windows&lang=sv', '/feed.atom', '/',
  ];

  assert.ok((await (await server.get(search('', '&lang=all'))).json()).total > 10);
  for (const address of addresses) {
    const answer = await server.get(address, { headers: { 'accept-language': 'sv' } });
    assert.equal(answer.status, 200, address);
    const text = await answer.text();
    // what was asked for may be said back, what is there may not
    assert.doesNotMatch(text, /frånkopplad|sv\/intern|"language":"sv"|Showing articles in Swedish|No article in Swedish/,
      address);
  }
  assert.equal((await server.get('/articles/sv/intern')).status, 404);
});
