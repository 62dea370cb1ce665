// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reading an article: contents, code, marks, phone, paper.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoSidewaysScroll, close, open, phone, startBrowser, startSite } from './support/site.mjs';

let site;
let browser;
before(async () => {
  site = await startSite();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test('what it applies to, contents beside, who reviewed it when', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/articles/own-wide`);
  assert.match(await page.locator('.applies').textContent(), /Applies to\s*Wallaby\s*Version\s*1\.0/);
  assert.match(await page.locator('.reviewed').textContent(),
    /Last reviewed on 31 January 2026 by the wallaby desk/);
  assert.deepEqual(await page.locator('.contents li').allTextContents(),
    ['Symptoms', 'Cause', 'Resolution', 'On a phone', 'Workaround']);
  const text = await page.locator('.prose').boundingBox();
  const beside = await page.locator('.contents').boundingBox();
  assert.ok(beside.x > text.x + text.width, 'beside the text');
  assert.equal(await page.locator('.callout').count(), 2);
  await close(page);
});

test('every address in the contents is there', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/articles/own-wide`);
  for (const id of await page.locator('.contents a').evaluateAll((all) => all.map((a) => a.hash.slice(1)))) {
    assert.equal(await page.locator(`[id="${decodeURIComponent(id)}"]`).count(), 1, id);
  }
  await close(page);
});

test('a heading carries a link to itself that shows on focus', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/articles/own-wide`);
  const anchor = page.locator('h2[id="cause"] a');
  assert.equal(await anchor.getAttribute('href'), '#cause');
  await anchor.focus();
  await page.waitForFunction(
    () => Number(getComputedStyle(document.querySelector('h2[id="cause"] a')).opacity) === 1);
  await close(page);
});

test('the button to copy stands beside the code, never over it', async () => {
  for (const options of [{}, { viewport: { width: 1900, height: 900 } }, phone]) {
    const page = await open(browser, options);
    await page.goto(`${site.base}/articles/own-wide`);
    await page.locator('.copy').first().waitFor();
    for (const code of await page.locator('.code').all()) {
      const text = await code.locator('pre').boundingBox();
      const copy = await code.locator('.copy').boundingBox();
      assert.ok(copy.x >= text.x + text.width || copy.y >= text.y + text.height,
        `${JSON.stringify(copy)} over ${JSON.stringify(text)}`);
    }
    await close(page);
  }
});

test('code is copied as it stands', async () => {
  const page = await open(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(`${site.base}/articles/own-wide`);
  const code = page.locator('.code', { hasText: 'wombat --reset' });
  await code.getByRole('button', { name: 'Copy' }).click();
  await code.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'wombat --reset');
  await close(page);
});

test('what is wide scrolls inside itself and can be reached with Tab', async () => {
  const page = await open(browser, phone);
  await page.goto(`${site.base}/articles/own-wide`);
  await assertNoSidewaysScroll(page);
  for (const selector of ['pre:has-text("wombat wombat")', '.table']) {
    const element = page.locator(selector).first();
    assert.ok(await element.evaluate((e) => e.scrollWidth > e.clientWidth), selector);
    assert.equal(await element.getAttribute('tabindex'), '0', selector);
  }
  await close(page);
});

test('the words of the search are marked, until they are not wanted', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=wombat`);
  await page.locator('.hit h2 a').first().click();
  await page.waitForURL('**/articles/own-wide?q=wombat*');
  assert.match(await page.locator('.prose mark').first().textContent(), /^wombat$/i);
  const anchor = new URL(page.url()).hash;
  await page.getByRole('link', { name: 'Remove the marks' }).click();
  assert.equal(await page.locator('mark').count(), 0);
  assert.equal(page.url(), `${site.base}/articles/own-wide${anchor}`);
  await page.goto(`${site.base}/articles/own-wide`);
  assert.equal(await page.locator('.prose mark').count(), 0);
  await close(page);
});

test('every article fits a phone, and every page of it is well-formed', async () => {
  const page = await open(browser, phone);
  const feed = await (await page.request.get(`${site.base}/api/v1/search?limit=100`)).json();
  assert.ok(feed.hits.length > 50);
  for (const hit of feed.hits) {
    const answer = await page.goto(site.base + new URL(hit.url, site.base).pathname);
    assert.equal(answer.status(), 200, hit.url);
    await assertNoSidewaysScroll(page);
    const double = await page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
      return ids.filter((id, i) => ids.indexOf(id) !== i);
    });
    assert.deepEqual(double, [], hit.url);
    assert.equal(await page.locator('h1').count(), 1, hit.url);
  }
  await close(page);
});

test('on paper: the text, without the furniture', async () => {
  const page = await open(browser, { colorScheme: 'dark' });
  await page.goto(`${site.base}/articles/own-wide`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const gone of ['.top', '.bottom', '.contents', '.feedback', '.copy >> nth=0', '.crumbs']) {
    assert.equal(await page.locator(gone).isVisible(), false, gone);
  }
  for (const there of ['h1', '.applies', '.prose', '.reviewed', 'pre >> nth=0']) {
    assert.equal(await page.locator(there).isVisible(), true, there);
  }
  const [paper, ink] = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.backgroundColor, style.color];
  });
  assert.deepEqual([paper, ink], ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
  assert.equal(await page.locator('pre').first().evaluate((e) => getComputedStyle(e).whiteSpace), 'pre-wrap');
  const pdf = await page.pdf({ format: 'A4' });
  assert.ok(pdf.length > 1000);
  await close(page);
});
