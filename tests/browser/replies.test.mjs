// SPDX-License-Identifier: GPL-2.0-or-later
//
// A reply is inserted by keyboard, rewritten and sent; then article health says
// so, and leads to what was changed. Without scripts the same comes of it.
// SLV_SCREENSHOTS=FOLDER keeps pictures of what is shown.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
const reply = `Hello {{contact.name}},

please restart the quokka service by hand:

1. Open the control room of the server.
2. Choose Quokka, and press Restart.
3. Wait for the green light.

{{agent.name}}`;
const articles = {
  'own/quokka.md': `---
title: The quokka service hangs
owner: wanda
---
# The quokka service hangs

## Symptoms

The quokka service hangs after an update.

## Resolution

Restart it.

## Reply

${reply}
`,
};

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([startSite({
    articles, config: 'articles_folder = OWN_ARTICLES\n',
  }), startBrowser()]);
  for (const [login, role, name] of [['anna', 'agent', 'Anna'], ['bert', 'agent', 'Bert'], ['wanda', 'writer', 'Wanda']])
    command(['user', 'add', login, '--role', role, '--name', name, '--data', site.data], `${password}\n`);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, login) {
  await page.goto(`${site.base}/sign-in`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

async function openCase(page) {
  await page.goto(`${site.base}/cases/new`);
  await page.getByLabel('Customer', { exact: true }).fill('Gum Tree Zoo');
  await page.getByLabel('Contact').fill('Bo Lund');
  await page.getByLabel('Subject').fill('The quokka service hangs');
  await page.getByLabel('In the customer\'s words').fill('After the update the quokka service hangs.');
  await page.getByRole('button', { name: 'Open the case' }).click();
  await page.waitForLoadState();
  const isNew = page.getByLabel('This is a new customer');
  if (await isNew.count()) {
    await isNew.check();
    await page.getByRole('button', { name: 'Open the case' }).click();
  }
  await page.getByText('The case is open.').waitFor();
  await page.getByLabel('Severity, set by').selectOption('2');
}

const box = (page) => page.locator('#\\~text');
const item = (page) => page.locator('.likely > li').filter({ hasText: 'The quokka service hangs' });

// The numbered steps go; what stands above them stays.
async function answerByKeyboard(page, instead) {
  const place = await page.locator('.likely > li').evaluateAll((items) =>
    items.findIndex((one) => one.textContent.includes('The quokka service hangs')) + 1);
  assert.ok(place >= 1, 'the article is not among the likely ones');
  await page.locator('body').press('r');
  await page.keyboard.press(`Alt+${place}`);
  assert.match(await box(page).inputValue(), /Hello Bo Lund,\n\nplease restart/);
  if (instead) {
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.type(instead);
  }
  await page.keyboard.press('Control+Enter');
  await page.getByText('The answer was sent.').waitFor();
}

async function keep(page, name, look) {
  if (!process.env.SLV_SCREENSHOTS) return;
  await page.screenshot({ path: path.join(process.env.SLV_SCREENSHOTS, `${name}-${look}.png`) });
}

test('a rewritten reply is counted against its article, and shown to its writer', async () => {
  const instead = 'I have restarted it for you this morning; the new build does it by itself.\n\nAnna';
  for (const login of ['anna', 'bert']) {
    const page = await open(browser, desk);
    await signIn(page, login);
    await openCase(page);
    await answerByKeyboard(page, instead);
    assert.match(await page.locator('.thread .use').textContent(),
      /^Reply of The quokka service hangs: \d+ of \d+ words kept edited much$/);
    await close(page);
  }
  // what is added around it is no edit
  let page = await open(browser, desk);
  await signIn(page, 'anna');
  await openCase(page);
  await box(page).fill('I am sorry for the delay.');
  await answerByKeyboard(page);
  assert.match(await page.locator('.thread .use').textContent(), /: (\d+) of \1 words kept$/);
  await close(page);

  // without scripts the page comes back with the reply in its box
  page = await open(browser, { ...desk, javaScriptEnabled: false });
  await signIn(page, 'anna');
  await openCase(page);
  await item(page).getByRole('button', { name: 'Insert reply' }).click();
  await page.waitForLoadState();
  const text = await box(page).inputValue();
  await page.getByLabel('Severity, set by').selectOption('2');
  await box(page).fill(text.slice(0, text.indexOf('1.')));
  await page.getByRole('button', { name: 'Send to customer' }).click();
  await page.getByText('The answer was sent.').waitFor();
  assert.match(await page.locator('.thread .use').textContent(), /edited much/);
  await close(page);

  page = await open(browser, desk);
  await signIn(page, 'wanda');
  await page.goto(`${site.base}/articles-to-mend`);
  await page.getByText('2 people edited its reply much, in 3 of 4 answers that used it.').waitFor();
  await assertAccessible(page);
  await page.goto(`${site.base}/articles-health`);
  const link = page.getByRole('link', { name: '3 of 4 replies that used it were edited much' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Replies from The quokka service hangs' }).waitFor();
  await page.locator('.difference .new').getByText('I have restarted it for you this morning').first().waitFor();
  await assertAccessible(page);
  const address = page.url();
  const rows = page.locator('.mends > li').filter({ hasText: 'Bert' });
  await rows.getByRole('link', { name: /^Case / }).click();
  await page.locator('.said:target').getByText('I have restarted it for you this morning').waitFor();
  await close(page);
  for (const [look, options] of Object.entries({
    light: desk, dark: { ...desk, colorScheme: 'dark' }, phone,
  })) {
    page = await open(browser, options);
    await signIn(page, 'wanda');
    await page.goto(address);
    await page.getByRole('heading', { name: 'Replies from' }).waitFor();
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
    await keep(page, 'replies', look);
    await close(page);
  }
});
