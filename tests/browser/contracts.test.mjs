// SPDX-License-Identifier: GPL-2.0-or-later
//
// A contract as people set it, without scripts and on a phone; tokens; and
// axe-core on each page of it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser, startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([startSite({ articles: {} }), startBrowser()]);
  command(['user', 'add', 'ada', '--role', 'admin', '--name', 'Ada Lind', '--data', site.data], `${password}\n`);
  const file = path.join(site.data, 'customers.csv');
  writeFileSync(file, 'key,name\nacme,Acme Printing\n');
  command(['import', 'customers', file, '--data', site.data]);
  const page = await open(browser, desk);
  await page.goto(site.base);
  while (!await page.getByRole('link', { name: 'Sign in' }).count()) await page.reload();
  await close(page);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page) {
  await page.goto(`${site.base}/sign-in`);
  await page.getByLabel('Login').fill('ada');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Ada Lind' }).first().waitFor();
}

test('a contract on a phone: a mistake leads to its field, then it holds', async () => {
  const page = await open(browser, phone);
  await signIn(page);
  await page.goto(`${site.base}/customers/acme`);
  await page.getByText('Set a contract').click();
  await page.getByLabel('First reply of severity 1').fill('15m');
  await page.getByLabel('Fix of severity 1').fill('5m');
  await page.getByRole('button', { name: 'Save the contract' }).click();
  await page.getByRole('alert').getByRole('link', { name: /due before its first reply/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.name || document.querySelector(':target').name), 'fix1');
  await assertAccessible(page);
  await assertNoSidewaysScroll(page);
  assert.equal(await page.getByLabel('First reply of severity 1').inputValue(), '15m');
  await page.getByLabel('Fix of severity 1').fill('4h');
  await page.getByRole('button', { name: 'Save the contract' }).click();
  await page.getByText('The contract was saved').waitFor();
  assert.equal(await page.getByText('15 min own').count(), 1);
  await assertAccessible(page);
  await close(page);
});

test('without scripts: a calendar is made, and a token is shown once', async () => {
  const page = await open(browser, { ...desk, javaScriptEnabled: false });
  await signIn(page);
  await page.goto(`${site.base}/settings/calendars`);
  await page.getByLabel('Name').fill('Berlin');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByLabel('Monday').fill('9:00-17:00');
  await page.getByRole('button', { name: 'Add the calendar' }).click();
  await page.getByRole('link', { name: 'Berlin' }).click();
  assert.equal(await page.getByLabel('Monday').inputValue(), '9:00-17:00');
  await page.goto(`${site.base}/settings/tokens`);
  await page.getByLabel('Name').fill('nightly report');
  await page.getByLabel('Read reports and the search log').check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  const secret = await page.locator('#\\~token-made').textContent();
  assert.match(secret, /^slv_/);
  await page.goto(`${site.base}/settings/tokens`);
  assert.ok(!(await page.content()).includes(secret));
  await page.getByRole('button', { name: 'Revoke the token nightly report' }).click();
  await page.getByText('The token was revoked.').waitFor();
  await close(page);
});

test('settings are accessible, in both looks and on a phone', async () => {
  for (const look of [{ ...desk, colorScheme: 'light' }, { ...desk, colorScheme: 'dark' }, phone]) {
    const page = await open(browser, look);
    await signIn(page);
    for (const address of ['/settings', '/settings/tokens', '/settings/calendars', '/settings/calendars/default', '/settings/severities', '/settings/users']) {
      await page.goto(site.base + address);
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
    }
    await close(page);
  }
});
