// SPDX-License-Identifier: GPL-2.0-or-later
//
// The page of webhooks as people use it: added with the keyboard, its secret shown
// once; without scripts, on a phone, and with axe-core.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
let site;
let browser;

before(async () => {
  [site, browser] = await Promise.all([startSite({ articles: {} }), startBrowser()]);
  command(['user', 'add', 'max', '--role', 'manager', '--data', site.data], `${password}\n`);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page) {
  await page.goto(`${site.base}/sign-in?next=/settings/webhooks`);
  await page.fill('[name=login]', 'max');
  await page.fill('[name=password]', password);
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'Webhooks' }).waitFor();
}

test('a webhook is added by keyboard, and its secret is shown once', async () => {
  const page = await open(browser, desk);
  await signIn(page);
  await assertAccessible(page);
  await page.focus('[name=url]');
  await page.keyboard.type('https://10.0.0.1/hook');
  await page.keyboard.press('Enter');
  await page.getByText('no address of the public internet').waitFor();
  assert.equal(await page.inputValue('[name=url]'), 'https://10.0.0.1/hook');
  await page.fill('[name=url]', 'https://example.org/hook');
  await page.uncheck('[value="case.opened"]');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Add the webhook' }).press('Enter');
  await page.locator('code', { hasText: /^whsec_/ }).waitFor();
  await assertAccessible(page);
  await page.goto(`${site.base}/settings/webhooks?id=1`);
  assert.equal(await page.locator('code', { hasText: /^whsec_/ }).count(), 0);
  await page.getByText('Nothing was sent yet').waitFor();
  await close(page);
});

test('it fits a phone and works without scripts', async () => {
  const page = await open(browser, { ...phone, javaScriptEnabled: false });
  await signIn(page);
  await assertNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByText('The webhook is off.').waitFor();
  await page.getByText('Remove', { exact: false }).first().click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The webhook was removed.').waitFor();
  await page.getByText('Nobody is told yet').waitFor();
  await close(page);
});
