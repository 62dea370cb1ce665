// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writing an article as people do it: a new one by keyboard, with preview and
// findings renewed while typing; published, found and changed again; two who
// save; without scripts, on a phone, and with axe-core.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
const text = `---
id: kiwi-stops
title: The kiwi engine stops at night
state: published
---
## Symptoms

The kiwi engine stops.

## Resolution

1. Start the kiwi engine.
`;
const slug = 'kiwi-stops';

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([startSite({
    articles: { 'kiwi.md': text }, config: 'articles_folder = OWN_ARTICLES\n', isFollowing: true,
  }), startBrowser()]);
  command(['user', 'add', 'wanda', '--role', 'writer', '--data', site.data], `${password}\n`);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page) {
  await page.goto(`${site.base}/sign-in?next=/write`);
  await page.getByLabel('Login').fill('wanda');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Write an article' }).waitFor();
}

const fileOf = (name) => readFileSync(path.join(site.own, name), 'utf8');

test('a new article by keyboard: preview and findings while typing, published, found', async () => {
  const page = await open(browser, desk);
  await signIn(page);
  await page.getByLabel('Name of the file').focus();
  await page.keyboard.type('emu-engine');
  const box = page.locator('#\\~text');
  await box.fill(`---
title: The emu engine makes a noise
state: draft
---
## Symptoms

It makes a a noise.

## Resolution

1. Turn it off.
`);
  await page.locator('#\\~findings').getByText('"a" stands twice.').waitFor();
  await page.locator('#\\~preview').getByText('Turn it off.').waitFor();
  await page.locator('#\\~findings a').filter({ hasText: 'Line 7' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await box.evaluate((one) => one.value.slice(one.selectionStart, one.selectionEnd)),
    'It makes a a noise.');
  await page.keyboard.insertText('It makes an odd noise.');
  await page.locator('#\\~findings').getByText('Nothing to mend.').waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The article was made.').waitFor();
  assert.match(fileOf('emu-engine.md'), /It makes an odd noise\./);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('It is published.').waitFor();
  assert.match(fileOf('emu-engine.md'), /^state: published$/m);
  await page.locator('#\\~history').getByText('wanda published it').waitFor();
  for (;;) {
    const answer = await fetch(`${site.base}/api/v1/articles/emu-engine`);

    if (answer.status === 200) break;
    assert.equal(answer.status, 404);
  }
  await page.goto(`${site.base}/articles/emu-engine`);
  await page.getByRole('link', { name: 'Edit this article' }).click();
  await page.waitForURL(`${site.base}/write/emu-engine`);
  await close(page);
});

test('what changed meanwhile is shown beside what was typed', async () => {
  const page = await open(browser, desk);
  await signIn(page);
  await page.goto(`${site.base}/write/${slug}`);
  writeFileSync(path.join(site.own, 'kiwi.md'), text.replace('Start', 'Wake'));
  await page.locator('#\\~text').fill(text.replace('Start', 'Rouse'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The file has changed since you opened it').waitFor();
  assert.match(await page.locator('#\\~text').inputValue(), /Rouse the kiwi/);
  assert.match(await page.locator('#\\~other-text').inputValue(), /Wake the kiwi/);
  assert.match(fileOf('kiwi.md'), /Wake the kiwi/);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Save mine over the other' }).click();
  await page.getByText('Saved.').waitFor();
  assert.match(fileOf('kiwi.md'), /Rouse the kiwi/);
  await page.getByRole('link', { name: /^difference/ }).last().click();
  await page.getByRole('heading', { name: 'From that version to now' }).waitFor();
  await page.getByRole('button', { name: 'Put that version into the text box' }).click();
  await page.getByText('The older text stands in the box.').waitFor();
  assert.match(fileOf('kiwi.md'), /Rouse the kiwi/);
  await close(page);
});

test('without scripts the buttons do the same', async () => {
  const page = await open(browser, { ...desk, javaScriptEnabled: false });
  await signIn(page);
  await page.goto(`${site.base}/write/${slug}`);
  await page.locator('#\\~text').fill(text.replace('The kiwi engine stops.', 'It is is odd.'));
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('#\\~findings').getByText('"is" stands twice.').waitFor();
  await page.locator('#\\~preview').getByText('It is is odd.').waitFor();
  assert.match(await page.locator('#\\~text').inputValue(), /It is is odd\./);
  await close(page);
});

test('the page fits a phone', async () => {
  const page = await open(browser, phone);
  await signIn(page);
  await assertNoSidewaysScroll(page);
  await page.goto(`${site.base}/write/${slug}`);
  await assertNoSidewaysScroll(page);
  await assertAccessible(page);
  await close(page);
});
