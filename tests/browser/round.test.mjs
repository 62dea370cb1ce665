// SPDX-License-Identifier: GPL-2.0-or-later
//
// The whole round, with the server's own indexer: what a customer asks and an
// agent answers is found better by the next customer, of another company, a few
// seconds later; and what nobody knew becomes an article that customers find.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, command, desk, open, startBrowser, startSite } from './support/site.mjs';

const password = 'correct horse battery';
const articles = {
  'own/quoll-a.md': `---
id: quoll-a
title: Quoll relay chatters
---
# Quoll relay chatters

## Symptoms

The relay of the quoll chatters at night.

## Resolution

Turn the relay round.
`,
  'own/quoll-b.md': `---
id: quoll-b
title: Quoll fuse ratings
---
# Quoll fuse ratings

## Resolution

Use a slow fuse of 2 A.

## Reply

Hello {{contact.name}},

please put a slow fuse of **2 A** in.

{{agent.name}}
`,
};
const searching = (words) => `/search?q=${encodeURIComponent(words)}`;

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([startSite({
    articles, config: 'articles_folder = OWN_ARTICLES\n', isFollowing: true,
  }), startBrowser()]);
  command(['import', 'customers', '-', '--data', site.data],
    '{"key":"zoo","name":"Gum Tree Zoo"}\n{"key":"school","name":"Mill Lane School"}\n');
  for (const [login, name, ...more] of [
    ['anna', 'Anna of the desk', '--role', 'agent'],
    ['bo', 'Bo Lund', '--role', 'customer', '--customer', 'zoo'],
    ['ida', 'Ida Moss', '--role', 'customer', '--customer', 'school'],
  ]) {
    command(['user', 'add', login, '--name', name, ...more, '--data', site.data], `${password}\n`);
  }
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(login) {
  const page = await open(browser, desk);
  await page.goto(`${site.base}/sign-in?next=/account`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');
  return page;
}

// In the name of who is signed in on the page, as the site's own scripts do it.
const ask = (page, subject, text) => page.evaluate(async (body) => {
  const response = await fetch('/api/v1/cases', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-csrf-token': document.querySelector('[name=csrf]').value,
    },
    body: JSON.stringify(body),
  });
  return (await response.json()).number;
}, { subject, text });

const idsOn = (page) => page.locator('a[href*="/articles/"]').evaluateAll((links) =>
  [...new Set(links.map((link) => new URL(link.href).pathname.replace('/articles/', '')))]);

// Search again on this page until `isRight` of the ids of its hits; in how many
// milliseconds it was.
async function searchUntil(page, words, isRight) {
  const began = Date.now();
  for (;;) {
    await page.goto(site.base + searching(words));
    const ids = await idsOn(page);
    if (isRight(ids)) return Date.now() - began;
    assert.ok(Date.now() - began < 120_000, `still ${ids.slice(0, 5)} for "${words}"`);
  }
}

async function answerAndClose(page, number) {
  await page.goto(`${site.base}/cases/${number}`);
  const item = page.locator('.likely > li').filter({ hasText: 'Quoll fuse ratings' });
  await item.getByRole('button', { name: /Insert reply/ }).click();
  await page.waitForFunction(() => document.getElementById('~text').value !== '');
  assert.equal(await page.locator('#\\~text').inputValue(),
    'Hello Bo Lund,\n\nplease put a slow fuse of 2 A in.\n\nAnna of the desk');
  await page.getByLabel('Severity, set by').selectOption('3');
  await page.getByRole('button', { name: 'Send to customer' }).click();
  await page.getByText('The answer was sent.').waitFor();
  await item.getByRole('button', { name: 'Resolved it' }).click();
  await page.getByText('The article was linked.').waitFor();
  await page.locator('body').press('c');
  await page.locator('#\\~close').getByRole('button', { name: 'Close the case' }).click();
  await page.getByText('The case is closed.').waitFor();
}

test('what one customer was told helps the next one within five seconds', async (t) => {
  const words = 'quoll hums and smells burnt';
  const [bo, anna, ida] = [await signIn('bo'), await signIn('anna'), await signIn('ida')];
  await ida.goto(site.base + searching(words));
  assert.equal((await idsOn(ida))[0], 'quoll-a');
  await answerAndClose(anna, await ask(bo, words, 'The quoll hums and smells burnt since Monday.'));
  const tookMs = await searchUntil(ida, words, ([first]) => first === 'quoll-b');
  t.diagnostic(`it was first after ${tookMs} ms`);
  assert.ok(tookMs < 5000, `it took ${tookMs} ms`);

  // the customer who asked reads the answer
  await bo.goto(`${site.base}/my/cases`);
  await bo.getByRole('link', { name: new RegExp(words) }).first().click();
  await bo.getByText('please put a slow fuse of 2 A in.').waitFor();
  for (const page of [bo, anna, ida]) await close(page);
});

test('what nobody knew becomes an article that customers find', async () => {
  const [bo, anna, ida] = [await signIn('bo'), await signIn('anna'), await signIn('ida')];
  const number = await ask(bo, 'Bilbyflux in the gearbox',
    'Bo Lund here, mail bo@gumtree.example.com: bilbyflux everywhere.');
  await anna.goto(`${site.base}/cases/${number}`);
  await anna.getByLabel('Severity, set by').selectOption('3');
  await anna.locator('#\\~text').fill('1. Open the gearbox.\n2. Take the bilbyflux out.');
  await anna.getByRole('button', { name: 'Send to customer' }).click();
  await anna.getByText('The answer was sent.').waitFor();
  await anna.locator('body').press('c');
  await anna.getByLabel('Something new').check();
  await anna.locator('#\\~close').getByRole('button', { name: 'Close the case' }).click();
  await anna.getByText('The case is closed.').waitFor();

  // the desk finds the draft, customers do not
  let id;
  await searchUntil(anna, 'bilbyflux', (ids) => { [id] = ids; return id !== undefined; });
  await ida.goto(site.base + searching('bilbyflux'));
  assert.deepEqual(await idsOn(ida), []);
  assert.equal((await ida.goto(`${site.base}/articles/${id}`)).status(), 404);

  // a writer takes out what is the customer's, and publishes it
  const name = readdirSync(site.own, { recursive: true })
    .find((each) => each.endsWith('.md') && readFileSync(path.join(site.own, each), 'utf8').includes('bilbyflux'));
  const draft = readFileSync(path.join(site.own, name), 'utf8');
  assert.match(draft, /^state: draft$/m);
  assert.match(draft, /\[remove: bo@gumtree\.example\.com\]/);
  writeFileSync(path.join(site.own, name),
    draft.replace(/^state: draft$/m, 'state: published').replace(/\[remove: [^\]]*\]/g, '...'));
  await searchUntil(ida, 'bilbyflux', (ids) => ids.includes(id));
  await ida.locator(`a[href*="/articles/${id}"]`).first().click();
  await ida.getByText('Take the bilbyflux out').waitFor();
  const text = await ida.locator('main').innerText();
  assert.doesNotMatch(text, /gumtree|Bo Lund/);
  for (const page of [bo, anna, ida]) await close(page);
});
