// SPDX-License-Identifier: GPL-2.0-or-later
//
// Signing in, the own account and signing out as people do it: by keyboard,
// without scripts, and with axe-core on every page of it.

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
  [site, browser] = await Promise.all([startSite({ articles: {
    'own/secret.md': '---\nid: own-secret\ntitle: The zebra procedure\naccess: internal\n---\nFor the desk.\n',
  } }), startBrowser()]);
  for (const login of ['anna', 'bob']) {
    command(['user', 'add', login, '--role', 'admin', '--name', `${login} of the desk`,
      '--data', site.data], `${password}\n`);
  }
  // pages look once a second whether there is somebody who can sign in
  const page = await open(browser, desk);
  await page.goto(site.base);
  while (!await page.getByRole('link', { name: 'Sign in' }).count()) await page.reload();
  await close(page);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, login = 'anna') {
  await page.goto(`${site.base}/sign-in`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: `${login} of the desk` }).waitFor();
}

test('by keyboard: from a search, in, back to it, and out again', async () => {
  const page = await open(browser, desk);
  await page.goto(`${site.base}/search?q=zebra`);
  assert.equal(await page.getByText('The zebra procedure').count(), 0);
  await page.getByRole('link', { name: 'Sign in' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Login').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'login');
  await page.keyboard.type('anna');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByText('The zebra procedure').first().waitFor();
  assert.equal(new URL(page.url()).search, '?q=zebra');
  await page.getByRole('link', { name: 'anna of the desk' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await page.goto(`${site.base}/search?q=zebra`);
  assert.equal(await page.getByText('The zebra procedure').count(), 0);
  await close(page);
});

test('a slip is told, the login stays, the password does not', async () => {
  const page = await open(browser, desk);
  await page.goto(`${site.base}/sign-in`);
  await page.getByLabel('Login').fill('anna');
  await page.getByLabel('Password').fill('wrong horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Login').inputValue(), 'anna');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'password');
  await assertAccessible(page);
  await close(page);
});

test('it works without scripts', async () => {
  const page = await open(browser, { ...desk, javaScriptEnabled: false });
  await signIn(page);
  await page.goto(`${site.base}/account`);
  await page.getByLabel('Name, as others see it').fill('anna of the desk');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The name was changed.').waitFor();
  await page.context().close();
});

test('another browser is signed out from here', async () => {
  const here = await open(browser, desk);
  const there = await open(browser, desk);
  await signIn(here, 'bob');
  await signIn(there, 'bob');
  await here.goto(`${site.base}/account`);
  await here.getByRole('button', { name: 'Sign out there' }).first().click();
  await here.getByText('That browser is signed out.').waitFor();
  await there.goto(site.base);
  await there.getByRole('link', { name: 'Sign in' }).waitFor();
  await close(here);
  await close(there);
});

for (const [look, options] of Object.entries({
  'light, wide': { ...desk, colorScheme: 'light' },
  'dark, on a phone': { ...phone, colorScheme: 'dark' },
})) {
  test(`signing in and the account can be used by all, ${look}`, async () => {
    const page = await open(browser, options);
    await page.goto(`${site.base}/sign-in`);
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
    await signIn(page);
    await assertAccessible(page);
    await page.goto(`${site.base}/account`);
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
    await close(page);
  });
}
