// SPDX-License-Identifier: GPL-2.0-or-later
//
// The coverage board and the searches as a manager uses them: from the sentence
// on top to the cases, to the draft; without scripts, on a phone, with axe-core.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
const day = 24 * 60 * 60 * 1000;
const problems = [
  ['Move my profile to a new computer', 'Moving the profile folder', 'Profile on another computer',
    'New laptop, how do I take my profile along', 'Where is the profile after moving computers'],
  ['Printer is offline and prints nothing', 'Offline printer prints nothing',
    'Nothing is printed, printer offline', 'The printer shows offline'],
  ['Attachment too large to send', 'Large attachment is refused', 'Cannot send a large attachment'],
];
const cases = problems.flatMap((subjects, problem) => subjects.map((subject, i) => {
  const opened = Date.now() - (2 + 9 * i + 3 * problem) * day;
  return {
    number: `G${problem}${i}`, customer: ['Gum Tree Zoo', 'Lake Hotel', 'Rail Cafe'][i % 3], subject,
    body: `${subject}. It worked last week.`, opened: new Date(opened).toISOString(),
    closed: new Date(opened + day / 4).toISOString(), product: 'Mailer',
  };
}));

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([
    startSite({ articles: {}, config: 'articles_folder = OWN_ARTICLES\n' }), startBrowser(),
  ]);
  const file = path.join(site.data, 'gaps.jsonl');
  writeFileSync(file, cases.map((row) => `${JSON.stringify(row)}\n`).join(''));
  command(['import', 'cases', file, '--data', site.data]);
  command(['coverage', '--data', site.data, '--full']);
  command(['user', 'add', 'mia', '--role', 'manager', '--name', 'Mia', '--data', site.data],
    `${password}\n`);
  for (const words of ['move profile', 'gremlin', 'certificate', 'printer offline']) {
    await fetch(`${site.base}/api/v1/search?q=${encodeURIComponent(words)}`);
  }
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, next) {
  await page.goto(`${site.base}/sign-in?next=${next}`);
  await page.getByLabel('Login').fill('mia');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === next);
}

test('from the sentence to the cases, and to the draft', async () => {
  const page = await open(browser, desk);
  await signIn(page, '/coverage');
  assert.match(await page.locator('.lead').innerText(), /cases in the last 30 days about .*; no article yet\./);
  assert.equal(await page.locator('tbody tr').count(), 3);
  await assertAccessible(page);
  await page.locator('.lead a').click();
  await page.getByRole('heading', { name: 'Cases' }).waitFor();
  assert.ok(await page.locator('[data-label="Why here"]').first().innerText());
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Draft an article from these cases' }).click();
  await page.getByText('The draft is written.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Draft an article' }).count(), 0);
  await close(page);
});

test('what is wrong is said beside what was typed', async () => {
  const page = await open(browser, desk);
  await signIn(page, '/coverage');
  await page.locator('tbody th a').last().click();
  await page.getByText('Cover it with an article').click();
  await page.getByLabel('Article', { exact: true }).fill('no-such-article');
  const expected = page.waitForResponse((one) => one.status() === 422);
  await page.getByRole('button', { name: 'Covered by this article' }).click();
  await expected;
  await page.getByText('There is no article "no-such-article"').waitFor();
  assert.equal(await page.getByLabel('Article', { exact: true }).inputValue(), 'no-such-article');
  await page.context().close();
});

test('on a phone and without scripts both pages stand', async () => {
  for (const options of [phone, { ...desk, javaScriptEnabled: false }]) {
    const page = await open(browser, options);
    await signIn(page, '/coverage');
    await assertNoSidewaysScroll(page);
    await page.locator('tbody th a').first().click();
    await page.getByRole('heading', { name: 'Cases' }).waitFor();
    await assertNoSidewaysScroll(page);
    await page.goto(`${site.base}/searches`);
    await page.getByRole('heading', { name: 'Found nothing' }).waitFor();
    await assertNoSidewaysScroll(page);
    await close(page);
  }
});

test('what people searched, with the tables that say why', async () => {
  const page = await open(browser, desk);
  await signIn(page, '/searches');
  assert.match(await page.locator('.lead').innerText(), /4 searches of 1 visit/);
  await page.getByRole('link', { name: 'gremlin' }).first().waitFor();
  await assertAccessible(page);
  await close(page);
});
