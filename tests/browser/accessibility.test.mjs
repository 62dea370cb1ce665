// SPDX-License-Identifier: GPL-2.0-or-later
//
// axe-core on every page, in light and dark, wide and on a phone; and that no
// page scrolls sideways or outweighs 60 kB.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, desk, open, phone, startBrowser, startSite,
} from './support/site.mjs';

let site;
let empty;
let browser;
before(async () => {
  const config = 'contact_url = https://desk.example.com/\n';
  [site, empty, browser] = await Promise.all(
    [startSite({ config }), startSite({ config, isEmpty: true }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await empty?.stop();
});

const pages = {
  home: '/',
  results: '/search?q=certificate',
  'results with filters': '/search?q=certificate&product=nginx&section=cause',
  'the second page': '/search?q=server&page=2',
  'every article': '/search',
  'nothing found': '/search?q=qqqxyzzy&product=nginx&tag=tls',
  'an article': '/articles/own-wide',
  'an article with hostile text': '/articles/own-hostile',
  'an answer yes': '/articles/own-wide?feedback=yes&token=00000000000000000000000000000000',
  'an answer no': '/articles/own-wide?feedback=no&token=00000000000000000000000000000000',
  thanks: '/articles/own-wide?feedback=done',
  'no such article': '/articles/none',
  'no such page': '/none',
  'a wrong request': '/articles/a%01b',
};

for (const [name, address] of Object.entries(pages)) {
  for (const [look, options] of Object.entries({
    'light, wide': { ...desk, colorScheme: 'light' },
    'dark, on a phone': { ...phone, colorScheme: 'dark' },
  })) {
    test(`${name}, ${look}`, async () => {
      const page = await open(browser, options);
      await page.goto(site.base + address);
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
      await close(page);
    });
  }
}

test('first use, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await open(browser, { ...phone, colorScheme });
    assert.equal((await page.goto(empty.base)).status(), 503);
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
    await close(page);
  }
});

test('unfolded on a phone', async () => {
  const page = await open(browser, phone);
  for (const [address, summary] of [['/search?q=certificate', 'Filters'], ['/articles/own-wide', 'On this page']]) {
    await page.goto(site.base + address);
    await page.locator('summary', { hasText: summary }).first().click();
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
  }
  await close(page);
});

test('text at twice its size still fits', async () => {
  const page = await open(browser, { viewport: { width: 640, height: 800 }, deviceScaleFactor: 1 });
  for (const address of ['/', '/search?q=certificate', '/articles/own-wide']) {
    await page.goto(site.base + address);
    await page.evaluate(() => { document.documentElement.style.fontSize = '34px'; });
    await assertNoSidewaysScroll(page);
  }
  await close(page);
});

test('a page weighs under 60 kB with everything', async () => {
  for (const address of ['/', '/search?q=certificate', '/articles/own-wide']) {
    const page = await open(browser);
    const bodies = [];
    page.on('response', (answer) => bodies.push(answer.body()));
    await page.goto(site.base + address, { waitUntil: 'networkidle' });
    const sizes = (await Promise.all(bodies)).map((body) => body.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(sizes.length >= 4, `${address} has style and scripts`);
    assert.ok(total < 60 * 1024, `${address} weighs ${total} bytes`);
    await close(page);
  }
});
