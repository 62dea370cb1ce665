// SPDX-License-Identifier: GPL-2.0-or-later
//
// Everything from the keyboard, and everything without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, open, openHome, phone, startBrowser, startSite } from './support/site.mjs';

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

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return `${element.tagName} ${element.textContent.trim().slice(0, 40)}`.trim();
});

// Press Tab until the focus is on something with this text.
async function tabTo(page, text, limit = 80) {
  for (let i = 0; i < limit; i += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(text)) return;
  }
  assert.fail(`Tab never reached "${text}", but ${await focused(page)}`);
}

test('"/" goes to the box, Escape empties and leaves it', async () => {
  const page = await open(browser);
  // a list of suggestions would take the first Escape
  await page.route('**/api/v1/complete?*', (route) => route.fulfill({ json: { completions: [] } }));
  await page.goto(`${site.base}/search?q=wombat`);
  assert.notEqual(await focused(page), 'INPUT');
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'INPUT');
  assert.equal(await page.inputValue('[name=q]'), 'wombat');
  await page.keyboard.type('a/b');
  assert.equal(await page.inputValue('[name=q]'), 'a/b');
  await page.keyboard.press('Escape');
  assert.equal(await page.inputValue('[name=q]'), '');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  await close(page);
});

test('arrows walk through the hits, Enter opens one', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=certificate`);
  const second = await page.locator('.hit h2 a').nth(1).evaluate((a) => a.pathname);
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.pathname), second);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${second}?q=certificate*`);
  await close(page);
});

test('the first Tab skips to the content', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/articles/own-wide`);
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'A Skip to content');
  assert.ok((await page.locator('.skip').boundingBox()).x >= 0, 'it can be seen');
  await page.keyboard.press('Enter');
  await page.locator('#\\~main:focus').waitFor();
  await close(page);
});

test('search, filter, read and answer with the keyboard alone', async () => {
  const page = await openHome(browser, site);
  await page.keyboard.type('wombat');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=wombat');
  await tabTo(page, 'An article that is wider');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/articles/own-wide?q=wombat*');
  await tabTo(page, 'Workaround');
  await page.keyboard.press('Enter');
  await page.waitForURL('**#workaround');
  await tabTo(page, 'Yes');
  await page.keyboard.press('Enter');
  await page.locator('[name=comment]').waitFor();
  await tabTo(page, '', 3);
  await page.locator('[name=comment]').focus();
  await page.keyboard.type('The picture helped.');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'BUTTON Send');
  await page.keyboard.press('Enter');
  await page.getByText('Your answer helps').waitFor();
  await close(page);
});

test('the focus can be seen wherever it is', async () => {
  const page = await open(browser);
  for (const address of ['/', '/search?q=wombat', '/articles/own-wide']) {
    await page.goto(site.base + address);
    const steps = await page.locator('a, button, input:not([type=hidden]), summary').count();
    for (let i = 0; i < Math.min(steps, 40); i += 1) {
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return 'left the page';
        const own = getComputedStyle(element);
        const after = getComputedStyle(element, '::after');
        const isDrawn = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return isDrawn(own) || isDrawn(after) ? '' : element.outerHTML.slice(0, 100);
      });
      if (ring === 'left the page') break;
      assert.equal(ring, '', address);
    }
  }
  await close(page);
});

test('without JavaScript: search, filter, article, answer', async () => {
  const page = await openHome(browser, site, { javaScriptEnabled: false });
  await page.fill('[name=q]', 'certificate');
  await page.click('button:has-text("Search")');
  await page.waitForURL('**/search?q=certificate');
  await page.locator('.filters a').first().click();
  await page.waitForURL('**product=**');
  assert.ok(await page.locator('.hit').count() > 0);
  await page.goto(`${site.base}/articles/own-wide`);
  await page.click('button:has-text("No")');
  await page.waitForURL('**/articles/own-wide?feedback=no&token=*#~feedback');
  await page.fill('[name=comment]', 'A picture of the wombat.');
  await page.click('button:has-text("Send")');
  await page.waitForURL('**/articles/own-wide?feedback=done#~feedback');
  assert.match(await page.locator('.feedback').textContent(), /Thank you/);
  await close(page);
});

test('without JavaScript, on a phone: filters and contents unfold', async () => {
  const page = await open(browser, { ...phone, javaScriptEnabled: false });
  for (const [address, summary, inside] of [
    ['/search?q=certificate', 'Filters', '.filters'],
    ['/articles/own-wide', 'On this page', '.contents'],
  ]) {
    await page.goto(site.base + address);
    assert.equal(await page.locator(inside).isVisible(), false);
    await page.locator('summary', { hasText: summary }).first().click();
    assert.equal(await page.locator(inside).isVisible(), true);
  }
  await close(page);
});
