// SPDX-License-Identifier: GPL-2.0-or-later
//
// What happens while somebody types: the list of suggestions, by keyboard,
// mouse and finger, for screen readers and on slow networks; and the results
// page that follows the typing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible, close, follow, goHome, open, openHome, ownArticles, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const many = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`own/gecko-${i}.md`,
  `---\nproducts: [Gecko]\n---\n# Gecko ${'abcdefghijklmn'[i]} does not stick\n\nClean its feet.\n`]));
const long = `# Numbat sleeps

## Cause

${'Nobody knows why it does so on some days. '.repeat(120)}

The numbat was fed termites.
`;

let site;
let browser;
before(async () => {
  site = await startSite({ articles: { ...ownArticles, ...many, 'own/numbat.md': long } });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const box = (page) => page.getByRole('combobox', { name: 'Search articles' });
const options = (page) => page.getByRole('option');
const texts = (page) => page.locator('[role=option] .text').allTextContents();
// Type all at once: letter by letter, a list for the first letters may come between.
const type = (page, text) => page.keyboard.insertText(text);
const activeId = (page) => box(page).getAttribute('aria-activedescendant');

// Answers of the completions wait until they are let go by name.
async function holdAnswers(page) {
  const held = new Map();
  const waiting = new Map();
  await page.route('**/api/v1/complete?*', async (route) => {
    const typed = new URL(route.request().url()).searchParams.get('q');
    await new Promise((release) => {
      held.set(typed, release);
      waiting.get(typed)?.();
    });
    const answer = { query: typed, completions: [{ kind: 'search', text: `for ${typed}`,
      html: `for <mark>${typed}</mark>`, url: '/search?q=x' }] };
    await route.fulfill({ json: answer }).catch(() => {}); // it was given up
  });
  return {
    async asked(typed) {
      if (!held.has(typed)) await new Promise((resolve) => { waiting.set(typed, resolve); });
    },
    release(typed) { held.get(typed)(); },
    isAsked: (typed) => held.has(typed),
  };
}

test('suggestions are chosen with the keyboard', async () => {
  const page = await openHome(browser, site);
  assert.equal(await box(page).getAttribute('aria-expanded'), 'false');
  await type(page, 'gecko');
  await options(page).first().waitFor();
  const count = await options(page).count();
  assert.ok(count > 2 && count <= 8);
  assert.equal(await box(page).getAttribute('aria-expanded'), 'true');
  assert.equal(await activeId(page), null, 'nothing is chosen unasked');
  const ids = await options(page).evaluateAll((all) => all.map((option) => option.id));
  await page.keyboard.press('ArrowDown');
  assert.equal(await activeId(page), ids[0]);
  assert.equal(await options(page).first().getAttribute('aria-selected'), 'true');
  assert.equal(await box(page).inputValue(), 'gecko', 'what was typed stays');
  await page.keyboard.press('ArrowUp');
  assert.equal(await activeId(page), null);
  await page.keyboard.press('ArrowUp');
  assert.equal(await activeId(page), ids[count - 1], 'round the end');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await activeId(page), ids[1]);
  const title = (await texts(page))[1];
  await page.keyboard.press('Enter');
  await page.waitForURL('**/articles/own/gecko-*');
  assert.equal(await page.locator('h1').textContent(), title);
  await close(page);
});

test('Enter without a choice searches for what was typed', async () => {
  const page = await openHome(browser, site);
  await type(page, 'gecko stick');
  await options(page).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=gecko+stick');
  await close(page);
});

test('Escape closes the list, then empties the box; Tab goes on', async () => {
  const page = await openHome(browser, site);
  await type(page, 'gecko');
  await options(page).first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('listbox').count(), 0);
  assert.equal(await box(page).inputValue(), 'gecko');
  await page.keyboard.press('Alt+ArrowDown');
  await options(page).first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  assert.equal(await box(page).inputValue(), '');
  await type(page, 'gecko');
  await options(page).first().waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.getByRole('listbox').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Search');
  await close(page);
});

test('screen readers hear how many there are, and axe finds nothing', async () => {
  for (const options_ of [{}, phone]) {
    const page = await openHome(browser, site, options_);
    await type(page, 'gecko');
    await options(page).first().waitFor();
    await page.keyboard.press('ArrowDown');
    const count = await options(page).count();
    assert.equal(await page.locator('[role=status]').first().textContent(), `${count} suggestions`);
    assert.equal(await page.getByRole('listbox').getAttribute('id'),
      await box(page).getAttribute('aria-controls'));
    await assertAccessible(page);
    await close(page);
  }
});

test('a mouse and a finger choose too', async () => {
  for (const [how, context] of [['click', {}], ['tap', { ...phone, hasTouch: true }]]) {
    const page = await openHome(browser, site, context);
    await type(page, 'gecko');
    await options(page).first().waitFor();
    await options(page).nth(1)[how]();
    await page.waitForURL('**/articles/own/gecko-*');
    await close(page);
  }
});

test('nothing on the page moves when the list opens', async () => {
  const page = await openHome(browser, site);
  const before = await page.locator('section h2').first().boundingBox();
  await type(page, 'gecko');
  await options(page).first().waitFor();
  assert.deepEqual(await page.locator('section h2').first().boundingBox(), before);
  await close(page);
});

test('an answer that comes late never takes the place of a newer one', async () => {
  const page = await open(browser);
  const network = await holdAnswers(page);
  await goHome(page, site);
  await page.keyboard.type('wo');
  await network.asked('wo');
  await page.keyboard.type('m');
  await network.asked('wom');
  network.release('wom');
  await options(page).first().waitFor();
  assert.deepEqual(await texts(page), ['for wom']);
  network.release('wo');
  // another question after it: by then the late answer has been seen
  await page.keyboard.type('b');
  await network.asked('womb');
  assert.deepEqual(await texts(page), ['for wom'], 'the last list stays until the next is there');
  network.release('womb');
  await page.locator('[role=option]', { hasText: 'for womb' }).waitFor();
  assert.deepEqual(await texts(page), ['for womb']);
  await close(page);
});

test('fast typing asks once', async () => {
  const page = await open(browser);
  const network = await holdAnswers(page);
  await goHome(page, site);
  // within one turn of the page, which is faster than any wait
  await box(page).evaluate((input) => {
    for (const letter of 'wom') {
      input.value += letter;
      input.dispatchEvent(new InputEvent('input', { bubbles: true, data: letter }));
    }
  });
  await network.asked('wom');
  assert.equal(network.isAsked('w'), false);
  assert.equal(network.isAsked('wo'), false);
  await close(page);
});

test('an emptied box has no list, whatever comes then', async () => {
  const page = await open(browser);
  const network = await holdAnswers(page);
  await goHome(page, site);
  await page.keyboard.type('wom');
  await network.asked('wom');
  await box(page).fill('');
  network.release('wom');
  await page.keyboard.type('x');
  await network.asked('x');
  assert.equal(await page.getByRole('listbox').count(), 0);
  await close(page);
});

test('without suggestions the box works as ever', async () => {
  const page = await open(browser);
  await page.route('**/api/v1/complete?*', (route) => route.fulfill({ status: 503, body: '' }));
  await goHome(page, site);
  const answered = page.waitForResponse('**/api/v1/complete?*');
  await type(page, 'gecko');
  await answered;
  assert.equal(await page.getByRole('listbox').count(), 0);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=gecko');
  assert.ok(await page.locator('.hit').count() > 0);
  await close(page);
});

test('without JavaScript the box is a plain field', async () => {
  const page = await openHome(browser, site, { javaScriptEnabled: false });
  assert.equal(await page.locator('[name=q]').getAttribute('role'), null);
  assert.equal(await page.locator('.completions').count(), 0);
  await page.getByText('How to search').click();
  assert.ok(await page.getByText('title:word').isVisible());
  await close(page);
});

// --- the results page ---

test('results follow the typing, in place', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=wombat`);
  const pages = await page.evaluate(() => history.length);
  await page.evaluate(() => { globalThis.isSamePage = true; });
  await box(page).fill('gecko');
  await page.locator('.hit h2 a', { hasText: 'Gecko' }).first().waitFor();
  await page.waitForURL('**/search?q=gecko');
  assert.equal(await page.evaluate(() => document.activeElement.id), '~q');
  assert.equal(await page.evaluate(() => history.length), pages);
  assert.equal(await page.evaluate(() => globalThis.isSamePage), true);
  // once the typing rests, the whole answer is there
  await page.locator('h1', { hasText: '14 articles for gecko' }).waitFor();
  assert.match(await page.title(), /^gecko/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/articles/own/gecko-*?q=gecko*');
  await page.goBack();
  await page.waitForURL('**/search?q=gecko');
  await close(page);
});

test('an older result never takes the place of a newer one', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=wombat`);
  let release;
  let asked;
  const isAsked = new Promise((resolve) => { asked = resolve; });
  const isReleased = new Promise((resolve) => { release = resolve; });
  // both questions: the one while typing, and the one when that rests
  await page.route(/\/search\?q=gecko\b/, async (route) => {
    asked();
    await isReleased;
    await route.continue().catch(() => {}); // it was given up
  });
  await box(page).fill('gecko');
  await isAsked;
  assert.ok(await page.locator('.hit', { hasText: 'wombat' }).count() > 0, 'the last result stays');
  await box(page).fill('numbat');
  await page.locator('.hit h2 a', { hasText: 'Numbat' }).waitFor();
  release();
  await page.locator('h1', { hasText: '1 article for numbat' }).waitFor();
  assert.equal(await page.locator('.hit', { hasText: 'Gecko' }).count(), 0);
  assert.ok(page.url().endsWith('/search?q=numbat'));
  await close(page);
});

test('whoever works in the results keeps them', async () => {
  const page = await open(browser);
  // an answer is exchanged in the turn in which it was read
  await page.addInitScript(() => {
    const read = DOMParser.prototype.parseFromString;
    globalThis.answersRead = 0;
    DOMParser.prototype.parseFromString = function parseFromString(...all) {
      globalThis.answersRead += 1;
      return read.apply(this, all);
    };
  });
  // the whole answer says something that can be told apart
  await page.route(/\/search\?q=gecko$/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.text();
    assert.match(body, /<title>gecko/);
    await route.fulfill({ response: answer, body: body.replace('<title>gecko', '<title>later') });
  });
  await page.clock.install({ time: 0 });
  await page.goto(`${site.base}/search?q=wombat`);
  await page.clock.pauseAt(3600_000);
  await box(page).fill('gecko');
  await page.clock.runFor(500); // longer than the pause before a search while typing
  await page.locator('.hit h2 a', { hasText: 'Gecko' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  const look = () => page.evaluate(() => ({
    title: document.title,
    address: location.href,
    results: document.querySelector('.results').innerHTML,
    isInResults: document.querySelector('.results').contains(document.activeElement),
    answersRead: globalThis.answersRead,
  }));
  const before = await look();
  assert.ok(before.isInResults);
  assert.match(before.title, /^gecko/);
  await page.clock.runFor(60_000); // now the typing rests
  await page.waitForFunction((count) => globalThis.answersRead > count, before.answersRead);
  assert.deepEqual(await look(), { ...before, answersRead: before.answersRead + 1 });
  await close(page);
});

test('filters stay while the words change', async () => {
  const page = await open(browser);
  await page.goto(`${site.base}/search?q=gecko&product=Gecko`);
  await box(page).fill('feet');
  await page.waitForURL('**/search?q=feet&product=Gecko');
  assert.ok(await page.getByRole('link', { name: 'Remove the filter Product: Gecko' }).isVisible());
  await close(page);
});

// --- the place that answers ---

test('a hit opens where its words are, also far down a section', async () => {
  for (const context of [{}, phone]) {
    const page = await open(browser, context);
    await page.goto(`${site.base}/search?q=termites+fed`);
    await page.locator('.hit h2 a').first().click();
    await page.waitForURL('**/articles/own/numbat?q=termites%20fed#cause');
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector('.prose mark').getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    await close(page);
  }
});

test('without JavaScript the words are marked as well', async () => {
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto(`${site.base}/search?q=termites+fed`);
  await follow(page, page.locator('.hit h2 a').first(), '**/articles/own/numbat?q=*');
  assert.deepEqual(await page.locator('.prose mark').allTextContents(), ['fed', 'termites']);
  await follow(page, page.getByRole('link', { name: 'Remove the marks' }), '**/articles/own/numbat');
  assert.equal(await page.locator('mark').count(), 0);
  await close(page);
});
