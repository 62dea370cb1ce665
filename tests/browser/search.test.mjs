// SPDX-License-Identifier: GPL-2.0-or-later
//
// Searching as a customer does: type, read the hits, filter, go on, go deep.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, follow, open, openHome, startBrowser, startSite } from './support/site.mjs';

let site;
let browser;
before(async () => {
  site = await startSite({ config: 'contact_url = https://desk.example.com/help\n' });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const hitTitles = (page) => page.locator('.hit h2 a').allTextContents();
const textOf = async (address) => (await fetch(address, { headers: { accept: 'text/html' } })).text();
const totalOf = async (page) => {
  const [, digits] = /([\d,]+) articles?/.exec(await page.locator('h1').textContent());
  return Number(digits.replaceAll(',', ''));
};

test('the box has the focus, and Enter searches', async () => {
  const page = await openHome(browser, site);
  assert.equal(await page.evaluate(() => document.activeElement.id), '~q');
  await page.keyboard.type('permission denied publickey');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=permission+denied+publickey');
  assert.equal(await page.inputValue('[name=q]'), 'permission denied publickey');
  assert.match((await hitTitles(page))[0], /publickey/i);
  assert.ok(await page.locator('.hit h2 mark').count() > 0);
  assert.ok(await page.locator('.hit p mark').count() > 0);
  await close(page);
});

test('ten hits, then more, and none twice', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=server`);
  const total = await totalOf(page);
  assert.ok(total > 10);
  const ids = [];
  for (let at = 1; ; at += 1) {
    const links = await page.locator('.hit h2 a').evaluateAll((all) => all.map((a) => a.pathname));
    assert.ok(links.length <= 10);
    ids.push(...links);
    const more = page.getByRole('link', { name: 'More results' });
    if (await more.count() === 0) break;
    await more.click();
    await page.waitForURL(`**page=${at + 1}`);
  }
  assert.equal(ids.length, total);
  assert.equal(new Set(ids).size, total);
  await close(page);
});

test('a filter narrows to its count, and its chip lets it go', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=certificate`);
  const before = await totalOf(page);
  const filter = page.locator('.filters a').first();
  const count = Number(await filter.locator('.count').textContent());
  const name = await filter.locator('.name').textContent();
  assert.ok(count > 0 && count < before);
  await filter.click();
  await page.waitForURL('**product=**');
  assert.equal(await totalOf(page), count);
  assert.equal(await page.locator('.filters a[aria-current] .name').textContent(), name);
  const chip = page.getByRole('link', { name: `Remove the filter Product: ${name}` });
  await chip.click();
  await page.waitForURL('**/search?q=certificate');
  assert.equal(await totalOf(page), before);
  await close(page);
});

test('filters stay when the words change', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=certificate&product=nginx`);
  await page.fill('[name=q]', 'gateway');
  await page.press('[name=q]', 'Enter');
  await page.waitForURL('**/search?q=gateway&product=nginx');
  await close(page);
});

test('no filter leads to an empty page', async () => {
  const page = await open(browser);
  let followed = 0;
  for (const search of ['q=certificate', 'q=disk+full', 'q=certificate&product=nginx',
    'q=ssh&tag=ssh&section=cause', '']) {
    await page.goto(`${site.base}/search?${search}`);
    const links = await page.locator('.filters a').evaluateAll(
      (all) => all.map((a) => [a.href, a.querySelector('.count')?.textContent]));
    assert.ok(links.length > 3, `filters for ${search}`);
    for (const [href] of links) {
      assert.match(await textOf(href), /<li class="hit"/, href);
      followed += 1;
    }
  }
  assert.ok(followed > 20);
  await close(page);
});

test('the second link of a hit leads to a section that is there', async () => {
  const page = await open(browser);
  let followed = 0;
  for (const search of ['permission denied', 'certificate expired', 'no space left', 'timeout']) {
    await page.goto(`${site.base}/search?q=${encodeURIComponent(search)}`);
    const links = await page.locator('.hit .section').evaluateAll((all) => all.map((a) => a.href));
    for (const href of links) {
      const anchor = decodeURIComponent(new URL(href).hash.slice(1));
      assert.ok((await textOf(href)).includes(` id="${anchor}"`), href);
      followed += 1;
    }
  }
  assert.ok(followed > 10);
  await close(page);
});

test('a section link lands at its section', async () => {
  const page = await open(browser, { viewport: { width: 1280, height: 500 } });
  await page.goto(`${site.base}/articles/own-wide#workaround`);
  await page.waitForFunction(
    () => Math.abs(document.getElementById('workaround').getBoundingClientRect().top) < 400);
  assert.equal(await page.evaluate(() => document.querySelector(':target').id), 'workaround');
  await close(page);
});

test('the whole row opens the article', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=wombat`);
  const row = await page.locator('.hit').first().locator('p').boundingBox();
  await page.mouse.click(row.x + row.width / 2, row.y + row.height / 2);
  await page.waitForURL('**/articles/own-wide?q=wombat*');
  await close(page);
});

test('nothing found: says so, offers what does find something, and a person', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=${encodeURIComponent('"wombat teapot"')}&product=Wallaby&tag=wide`);
  assert.equal(await page.locator('.hit').count(), 0);
  assert.match(await page.locator('h1').textContent(), /No article for "wombat teapot"/);
  assert.match(await page.locator('main').textContent(), /\d+ articles were searched/);
  const offer = page.locator('main li a', { hasText: /Search for wombat teapot/ });
  const promised = await offer.locator('xpath=..').textContent();
  await follow(page, offer, /[?&]q=wombat(\+|%20)teapot/);
  assert.ok(await page.locator('.hit').count() > 0);
  assert.match(promised, new RegExp(`finds .*${await totalOf(page)} article`));
  await page.goto(`${site.base}/search?q=qqqxyzzy`);
  assert.equal(await page.locator('main').getByRole('link', { name: 'Contact support' })
    .getAttribute('href'), 'https://desk.example.com/help');
  await close(page);
});

test('a misspelled search says what it searched, and can be undone', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=wombta+certifcate&section=cause`);
  assert.match(await page.locator('.corrected').textContent(), /^Showing results for wombat certificate\./);
  assert.match(await page.locator('h1').textContent(), /for wombat certificate/);
  assert.equal(await page.inputValue('[name=q]'), 'wombta certifcate');
  assert.ok(await page.locator('.hit mark').count() > 0);
  assert.match(await page.locator('.hit h2 a').first().getAttribute('href'), /\?q=wombat%20certificate/);
  await page.getByRole('link', { name: 'Search for wombta certifcate instead' }).click();
  await page.waitForURL('**/search?q=wombta%20certifcate&section=cause&verbatim=1');
  assert.match(await page.locator('h1').textContent(), /No article for wombta certifcate/);
  await follow(page, page.getByRole('link', { name: 'Search for wombat certificate' }),
    /[?&]q=wombat(\+|%20)certificate/);
  assert.ok(await page.locator('.hit').count() > 0);
  assert.equal(await page.locator('.corrected').count(), 0);
  await close(page);
});

test('nothing found: offers the nearest word that there is', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=certificatelessness`);
  assert.equal(await page.locator('.hit').count(), 0);
  await follow(page, page.getByRole('link', { name: /^Search for certificates?$/ }),
    /[?&]q=certificates?\b/);
  assert.ok(await page.locator('.hit').count() > 0);
  // what is a code is never taken for another
  await page.goto(`${site.base}/search?q=certificate4711x`);
  assert.equal(await page.locator('main').getByRole('link', { name: /^Search for/ }).count(), 0);
  await close(page);
});

test('an article that nobody may see leaves no trace in results', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=zebrafish`);
  assert.equal(await page.locator('.hit').count(), 0);
  assert.ok(!(await page.content()).includes('zebra procedure'));
  await close(page);
});

test('space around the words does not count', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=${encodeURIComponent('  wombat ')}`);
  assert.equal(await page.inputValue('[name=q]'), 'wombat');
  await page.goto(`${site.base}/search?q=${encodeURIComponent('   ')}`);
  assert.match(await page.title(), /^All articles/);
  await close(page);
});

test('odd searches are answered', async () => {
  const page = await open(browser);
  const odd = ['"', '-', '"a" -b OR (', '%00', '%ff%fe', '\u{1F980}', 'a'.repeat(900), '<script>alert(1)</script>',
    'x '.repeat(400), '&product=', '&page=0', '&page=99999', '&page=-1', '&product=%00'];
  for (const text of odd) {
    const query = /^[%&]/.test(text) ? text : encodeURIComponent(text);
    const answer = await page.goto(`${site.base}/search?q=${query}`);
    assert.equal(answer.status(), 200, text);
    assert.equal(await page.locator('h1').count(), 1, text);
  }
  await close(page);
});

test('a page past the end leads back', async () => {
  const page = await open(browser);
  for (const number of [7, 9999]) {
    await page.goto(`${site.base}/search?q=wombat&page=${number}`);
    assert.equal(await page.locator('.hit').count(), 0);
    assert.match(await page.locator('main').textContent(), /no more results on this page/);
  }
  await page.getByRole('link', { name: 'Go to the first results' }).click();
  await page.waitForURL('**/search?q=wombat');
  assert.ok(await page.locator('.hit').count() > 0);
  await close(page);
});

test('no line under a hit begins with a dot', async () => {
  const page = await open(browser, { viewport: { width: 320, height: 640 } });
  await page.goto(`${site.base}/search?q=certificate`);
  const begun = await page.evaluate(() => [...document.querySelectorAll('.hit .about')].map((list) => {
    const left = list.parentElement.getBoundingClientRect().left;
    return [...list.children].map((item) => {
      const { paddingLeft } = getComputedStyle(item);
      return item.getBoundingClientRect().left + parseFloat(paddingLeft) - left;
    });
  }));
  const edges = begun.flat();
  assert.ok(edges.length > 0);
  assert.ok(begun.some((items) => items.length > 1 && items.every((x) => Math.abs(x) < 1)), 'none wraps');
  const clip = await page.locator('.hit .about').first().evaluate((list) => getComputedStyle(list).clipPath);
  assert.equal(clip, 'inset(0px 0px 0px 17px)');
  await close(page);
});

test('home leads to the articles of a product', async () => {
  const page = await openHome(browser, site);
  const row = page.locator('section[aria-labelledby="~products"] a').first();
  const count = Number(/(\d+) article/.exec(await row.textContent())[1]);
  await row.click();
  await page.waitForURL('**/search?product=**');
  assert.equal(await totalOf(page), count);
  await close(page);
});

test('hostile text stays text', async () => {
  const page = await open(browser);
  let alerts = 0;
  page.on('dialog', (dialog) => { alerts += 1; dialog.dismiss(); });
  await page.goto(`${site.base}/search?q=quokka`);
  assert.match((await hitTitles(page))[0], /<script>alert\(1\)<\/script> "quotes" & <b>tags<\/b>/);
  await page.locator('.hit h2 a').first().click();
  await page.waitForURL('**/articles/own-hostile?q=quokka*');
  assert.match(await page.locator('h1').textContent(), /^<script>/);
  assert.match(await page.locator('.reviewed').textContent(), /<u>desk<\/u>/);
  assert.equal(await page.locator('main script, main img, a[href^="javascript"]').count(), 0);
  assert.ok(!(await page.content()).includes('quokkareply'), 'the canned reply is not for customers');
  assert.equal(alerts, 0);
  await close(page);
});
