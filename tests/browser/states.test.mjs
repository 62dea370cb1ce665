// SPDX-License-Identifier: GPL-2.0-or-later
//
// First use, not found, secret, configured, cached: what a page is when things
// are not as usual, and what programs read.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { close, open, serveFails, startBrowser, startSite } from './support/site.mjs';

let site;
let browser;
before(async () => {
  site = await startSite({
    config: 'site_name = Wombat & Co\nsite_tagline = What is the matter?\n'
      + 'base_url = https://help.example.com\naccent_light = #8a1c1c\naccent_dark = #ffb3a7\n',
  });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const get = (address, headers = {}) => fetch(site.base + address, { redirect: 'manual', headers });
const asBrowser = { accept: 'text/html' };

test('first use says what to do, and that it is not ready', async () => {
  const empty = await startSite({ isEmpty: true });
  try {
    for (const address of ['/', '/search?q=x', '/articles/x']) {
      const answer = await fetch(empty.base + address, { headers: asBrowser });
      assert.equal(answer.status, 503, address);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      const text = await answer.text();
      assert.match(text, /not ready to be\s+searched yet/);
      assert.match(text, /solvent index FOLDER/);
    }
    assert.equal((await fetch(`${empty.base}/robots.txt`)).status, 200);
  } finally {
    await empty.stop();
  }
});

test('a secret article is answered like one that is not there', async () => {
  const bodies = [];
  for (const id of ['own-secret', 'own-absent']) {
    const answer = await get(`/articles/${id}`, asBrowser);
    assert.equal(answer.status, 404);
    bodies.push((await answer.text()).replace(/request [^<]*/, ''));
  }
  assert.equal(bodies[0], bodies[1]);
});

test('not found offers a search', async () => {
  const page = await open(browser);
  assert.equal((await page.goto(`${site.base}/articles/nowhere`)).status(), 404);
  await page.locator('main input[type=search]').fill('wombat');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=wombat');
  assert.ok(await page.locator('.hit').count() > 0);
  await close(page);
});

test('name, tagline and colours come from the configuration', async () => {
  const page = await open(browser);
  await page.goto(site.base);
  assert.equal(await page.title(), 'Wombat & Co');
  assert.equal(await page.locator('h1').textContent(), 'What is the matter?');
  assert.equal(await page.locator('.button.main').evaluate((e) => getComputedStyle(e).backgroundColor),
    'rgb(138, 28, 28)');
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await page.locator('.button.main').evaluate((e) => getComputedStyle(e).backgroundColor),
    'rgb(255, 179, 167)');
  await close(page);
});

test('a colour that cannot be read ends the start, with its contrast', () => {
  const result = serveFails('accent_light = #5b9bff\n');
  assert.notEqual(result.status, 0);
  assert.match(result.stderr, /accent_light = #5b9bff .* contrast is 2\.\d\d, and text needs 4\.5/);
  assert.match(result.stderr, /darker/);
});

test('canonical addresses come from the configuration, never from Host', async () => {
  // fetch() does not let anyone choose the header Host
  const text = await new Promise((resolve, reject) => {
    http.get(`${site.base}/articles/own-wide`, { headers: { ...asBrowser, host: 'evil.example' } }, (answer) => {
      let body = '';
      answer.on('data', (part) => { body += part; });
      answer.on('end', () => resolve(body));
    }).on('error', reject);
  });
  assert.match(text, /<link rel="canonical" href="https:\/\/help\.example\.com\/articles\/own-wide">/);
  assert.ok(!text.includes('evil.example'));
});

test('feed, sitemap, search description and robots.txt are well-formed', async () => {
  const page = await open(browser);
  await page.goto(site.base);
  for (const [address, root] of [['/feed.atom', 'feed'], ['/sitemap.xml', 'urlset'],
    ['/opensearch.xml', 'OpenSearchDescription']]) {
    const answer = await get(address);
    assert.equal(answer.status, 200, address);
    assert.match(answer.headers.get('content-type'), /xml/);
    const text = await answer.text();
    const name = await page.evaluate((xml) => {
      const parsed = new DOMParser().parseFromString(xml, 'application/xml');
      return parsed.querySelector('parsererror') ? 'not well-formed' : parsed.documentElement.localName;
    }, text);
    assert.equal(name, root);
    assert.ok(text.includes('https://help.example.com'));
    assert.ok(!text.includes('own-secret') && !text.includes('zebra'), address);
  }
  assert.match(await (await get('/robots.txt')).text(), /Sitemap: https:\/\/help\.example\.com\/sitemap\.xml/);
  await close(page);
});

test('without a base address there is no sitemap, and a feed all the same', async () => {
  const bare = await startSite({ articles: {} });
  try {
    assert.equal((await fetch(`${bare.base}/sitemap.xml`)).status, 404);
    assert.equal((await fetch(`${bare.base}/opensearch.xml`)).status, 404);
    const feed = await (await fetch(`${bare.base}/feed.atom`)).text();
    assert.match(feed, /href="\/articles\//);
    const home = await (await fetch(bare.base, { headers: asBrowser })).text();
    assert.ok(!home.includes('canonical') && !home.includes('opensearch'));
  } finally {
    await bare.stop();
  }
});

test('what a page loads may be kept for ever; the page is asked for again', async () => {
  const home = await get('/', asBrowser);
  const text = await home.text();
  const parts = [...text.matchAll(/(?:href|src)="(\/(?:assets|theme|favicon)[^"]*)"/g)].map((m) => m[1]);
  assert.ok(parts.length >= 4);
  for (const address of parts) {
    const answer = await get(address.replaceAll('&amp;', '&'));
    assert.equal(answer.status, 200, address);
    assert.match(answer.headers.get('cache-control'), /immutable/, address);
  }
  const stale = await get(parts[0].replace(/[0-9a-f]{16}/, '0'.repeat(16)));
  assert.equal(stale.status, 200);
  assert.ok(!/immutable/.test(stale.headers.get('cache-control')));
  const etag = home.headers.get('etag');
  assert.equal((await get('/', { ...asBrowser, 'if-none-match': etag })).status, 304);
  assert.equal((await get('/assets/x/none.css')).status, 404);
  assert.equal((await get('/logo')).status, 404);
});

test('every page forbids inline script and framing', async () => {
  for (const address of ['/', '/search?q=x', '/articles/own-wide', '/none']) {
    const answer = await get(address, asBrowser);
    const policy = answer.headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!/unsafe/.test(policy));
    assert.ok(!/<script(?![^>]* src=)|<style| style=| on[a-z]+=/.test(await answer.text()), address);
  }
});
