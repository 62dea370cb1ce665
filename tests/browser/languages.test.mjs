// SPDX-License-Identifier: GPL-2.0-or-later
//
// Articles in many languages (tests/languages): the reader's comes first, what
// is found in a run without spaces is marked whole, and text from right to left
// stands as it should.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, follow, open, phone, root, startBrowser, startSite,
} from './support/site.mjs';

const folder = path.join(root, 'tests/languages/articles');
const articles = Object.fromEntries(readdirSync(folder).map(
  (name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

let site;
let browser;
before(async () => {
  site = await startSite({ articles });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const direction = (locator) => locator.evaluate((e) => getComputedStyle(e).direction);
const search = (page, query, more = '') =>
  page.goto(`${site.base}/search?q=${encodeURIComponent(query)}${more}`);

test('the language of the browser is searched first, and all of them on demand', async () => {
  const page = await open(browser, { locale: 'de-AT' });
  await search(page, 'windows');
  assert.match(await page.locator('.language').textContent(), /^Showing articles in German\./);
  for (const hit of await page.locator('.hit').all()) {
    assert.match(await hit.getAttribute('lang'), /^de/);
  }
  await follow(page, page.getByRole('link', { name: 'Show all languages' }), /[?&]lang=all\b/);
  assert.equal(await page.locator('.language').count(), 0);
  const languages = await page.locator('.hit').evaluateAll((all) => all.map((e) => e.lang));
  assert.ok(new Set(languages).size > 1, languages.join(' '));
  await assertAccessible(page);
  // the choice stays when the box is used again
  await page.locator('#\\~q').fill('offline');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=offline/);
  assert.equal(new URL(page.url()).searchParams.get('lang'), 'all');
  await close(page);
});

test('when nothing is found in it, the page says so and shows what there is', async () => {
  const page = await open(browser, { locale: 'de-DE' });
  await search(page, 'scanned');
  assert.equal(await page.locator('.language').textContent(),
    'No article in German matches. Showing articles in other languages.');
  assert.ok(await page.locator('.hit').count() > 0);
  await assertAccessible(page);
  await search(page, 'qqqqq');
  assert.equal(await page.locator('.language').count(), 0);
  await close(page);
});

test('whose language no article is in sees them all', async () => {
  for (const locale of ['sw', 'sv-SE']) { // Swedish is that of an internal article
    const page = await open(browser, { locale });
    await search(page, 'windows');
    assert.equal(await page.locator('.language').count(), 0);
    assert.ok(await page.locator('.hit').count() > 5);
    assert.doesNotMatch(await page.content(), /Swedish|"sv"|Skrivaren/);
    await close(page);
  }
});

test('filters name languages in words', async () => {
  const page = await open(browser);
  await search(page, 'IW-0x5020', '&lang=all');
  const german = page.locator('.side li a', { hasText: 'German' });
  await follow(page, german, /[?&]language=de\b/);
  assert.equal(await page.locator('.hit').count(), 1);
  assert.match(await page.locator('.chips').textContent(), /Language: German/);
  await close(page);
});

test('a run without spaces is marked whole, in hits and on the page', async () => {
  const page = await open(browser, { locale: 'ja-JP' });
  await search(page, 'プリンター');
  const hit = page.locator('.hit').first();
  assert.equal(await hit.getAttribute('lang'), 'ja');
  assert.deepEqual(await hit.locator('h2 mark').allTextContents(), ['プリンター']);
  for (const text of await hit.locator('p mark').allTextContents()) assert.equal(text, 'プリンター');
  await hit.locator('h2 a').click();
  await page.waitForURL(/\/articles\/ja\/printer-offline/);
  const marks = await page.locator('.prose mark').allTextContents();
  assert.ok(marks.length > 2);
  for (const text of marks) assert.equal(text, 'プリンター');
  assert.equal(await page.locator('.prose').getAttribute('lang'), 'ja');
  await close(page);
});

test('Arabic and Hebrew stand from right to left, the page around them does not', async () => {
  for (const id of ['ar/printer-offline', 'he/printer-offline']) {
    const page = await open(browser);
    await page.goto(`${site.base}/articles/${id}`);
    assert.equal(await direction(page.locator('html')), 'ltr');
    for (const selector of ['h1', '.prose', '.prose ol', '.contents ul']) {
      assert.equal(await direction(page.locator(selector).first()), 'rtl', `${id} ${selector}`);
    }
    const list = await page.locator('.prose ol').first().evaluate((e) => {
      const style = getComputedStyle(e);
      return [parseFloat(style.paddingLeft), parseFloat(style.paddingRight)];
    });
    assert.ok(list[0] === 0 && list[1] > 0, 'numbers stand on the right');
    assert.equal(await page.locator('h1').evaluate((e) => getComputedStyle(e).letterSpacing), 'normal');
    assert.equal(await direction(page.locator('.feedback')), 'ltr');
    await assertAccessible(page);
    await close(page);
  }
  const page = await open(browser, phone);
  await page.goto(`${site.base}/articles/ar/printer-offline`);
  assert.equal(await direction(page.locator('.prose code').first()), 'ltr');
  await assertNoSidewaysScroll(page);
  await close(page);
});

test('hits from right to left', async () => {
  const page = await open(browser, { locale: 'ar' });
  await search(page, 'الطابعات');
  const hit = page.locator('.hit').first();
  assert.equal(await direction(hit), 'rtl');
  assert.equal(await direction(hit.locator('p')), 'rtl');
  assert.deepEqual(await hit.locator('h2 mark').allTextContents(), ['الطابعة']);
  const [row, title] = await Promise.all([hit.boundingBox(), hit.locator('h2 mark').boundingBox()]);
  assert.ok(title.x > row.x + row.width / 2, 'the title stands on the right');
  await assertNoSidewaysScroll(page);
  await assertAccessible(page);
  await close(page);
});
