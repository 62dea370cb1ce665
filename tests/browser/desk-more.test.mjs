// SPDX-License-Identifier: GPL-2.0-or-later
//
// The desk beside answering: likely articles while an answer is typed, a timer
// that ticks from page to page, merging, articles to mend, and a customer's page;
// by people, with axe-core, and on a phone. With SHOTS=FOLDER it leaves pictures.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
const articles = {
  'own/wombat.md': `---
id: wombat
title: Wombat agent does not dig
owner: wes
---
## Symptoms

The wombat does not dig.

## Reply

1. (Windows) Open Services.
2. (Linux) Run wombatctl restart.
3. Try again.
`,
  'own/quokka.md': `---
id: quokka
title: Quokka smiles too much
---
## Symptoms

The quokka smiles at night.

## Resolution

Turn the lamp off.
`,
};

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([startSite({
    articles, config: 'articles_folder = OWN_ARTICLES\n',
  }), startBrowser()]);
  for (const [login, role] of [['anna', 'agent'], ['wes', 'writer']]) {
    command(['user', 'add', login, '--role', role, '--data', site.data], `${password}\n`);
  }
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, login = 'anna') {
  await page.goto(`${site.base}/sign-in?next=/account`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');
}

async function openCase(page, subject, text) {
  await page.goto(`${site.base}/cases/new`);
  await page.locator('[name=customer]').fill('Harbour Bakery');
  const fresh = page.locator('[name=new_customer]');
  if (await fresh.count()) await fresh.check();
  await page.locator('[name=subject]').fill(subject);
  await page.locator('[name=text]').fill(text);
  await page.locator('button.main[value=open]').click();
  if (!page.url().includes('done=new')) {
    await page.locator('[name=new_customer]').check();
    await page.locator('button.main[value=open]').click();
  }
  await page.waitForURL(/done=new/);
  return /cases\/(\w+)/.exec(page.url())[1];
}

async function shots(page, name, address) {
  if (!process.env.SHOTS) return;
  const state = await page.context().storageState();
  for (const [look, options] of Object.entries({
    light: { ...desk, colorScheme: 'light' },
    dark: { ...desk, colorScheme: 'dark' },
    phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  })) {
    const context = await browser.newContext({ ...options, storageState: state });
    const shown = await context.newPage();
    await shown.goto(site.base + address);
    await shown.screenshot({
      path: path.join(process.env.SHOTS, `${name}-${look}.png`), fullPage: name === 'case-more',
    });
    await context.close();
  }
}

test('what is typed as an answer finds other articles, and keeps the box as it is', async () => {
  const page = await open(browser, desk);
  await signIn(page);
  await openCase(page, 'Wombat does not dig', 'The wombat does not dig since Monday.');
  const box = page.locator('#\\~text');
  await page.locator('[name=environment]').fill('Ubuntu 22.04');
  await page.getByRole('region', { name: 'Owner and severity' }).getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/done=set/);
  await page.locator('button.insert[name=insert]').first().click();
  assert.match(await box.inputValue(), /1\. Run wombatctl restart\.\n2\. Try again\./);
  await box.pressSequentially(' And the quokka smiles at night, turn off the lamp');
  await page.locator('.likely').getByText('Quokka smiles too much').waitFor();
  assert.match(await box.inputValue(), /turn off the lamp$/);
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await box.fill('');
  await assertAccessible(page);
  await close(page);
});

test('a timer runs over pages and becomes time; duplicates are merged', async () => {
  const page = await open(browser, desk);
  await signIn(page);
  const one = await openCase(page, 'Oven timer beeps at night', 'It beeps.');
  const two = await openCase(page, 'Oven timer beeps again', 'It beeps again.');
  await page.getByRole('button', { name: 'Start the timer' }).click();
  await page.waitForURL(/done=start/);
  await page.goto(`${site.base}/customers`);
  await page.getByRole('link', { name: `Timer: ${two}` }).click();
  await page.getByRole('button', { name: 'Stop the timer' }).click();
  await page.waitForURL(/done=stop/);
  const minutes = page.locator('form:has(button[value=enter]) [name=minutes]');
  assert.equal(await minutes.inputValue(), '1');
  await shots(page, 'case-more', `/cases/${two}`);
  await page.getByRole('button', { name: 'Enter this time' }).click();
  await page.waitForURL(/done=time/);
  await page.getByRole('button', { name: 'Merge this case into it' }).click();
  await page.waitForURL(new RegExp(`/cases/${one}\\?done=merge`));
  await page.getByText('It beeps again.').waitFor();
  await assertAccessible(page);
  await page.goto(`${site.base}/cases/${two}`);
  assert.match(page.url(), new RegExp(`/cases/${one}\\?done=merged`));
  await close(page);
});

test('a writer mends what an agent found wrong; sales reads a customer at a glance', async () => {
  const page = await open(browser, desk);
  await signIn(page);
  const number = await openCase(page, 'Lamp is on', 'Still on.');
  await page.locator('#\\~linking summary').click();
  await page.locator('#\\~link [name=article]').fill('wombat');
  await page.locator('#\\~link [name=kind]').selectOption('wrong');
  await page.locator('#\\~link [name=comment]').fill('Step 2 names a command that is gone');
  await page.getByRole('button', { name: 'Link it' }).click();
  await page.waitForURL(/done=link/);
  await page.goto(`${site.base}/customers/Harbour%20Bakery`);
  await page.getByText('No large problem is open').waitFor();
  await assertAccessible(page);
  await shots(page, 'customer', '/customers/Harbour%20Bakery');
  await close(page);

  const writer = await open(browser, desk);
  await signIn(writer, 'wes');
  await writer.getByRole('link', { name: /^To mend/ }).click();
  await writer.getByText('Step 2 names a command that is gone').waitFor();
  await assertAccessible(writer);
  await shots(writer, 'to-mend', '/articles-to-mend');
  await writer.getByLabel('What was done').fill('Named the new command');
  await writer.getByRole('button', { name: 'Done', exact: true }).click();
  await writer.waitForURL(/done=done/);
  await writer.getByText('Named the new command').waitFor();
  await close(writer);

  const small = await open(browser, phone);
  await signIn(small);
  for (const address of ['/customers', '/customers/Harbour%20Bakery', '/articles-to-mend', `/cases/${number}`]) {
    await small.goto(site.base + address);
    await assertNoSidewaysScroll(small);
  }
  await close(small);
});
