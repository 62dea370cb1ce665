// SPDX-License-Identifier: GPL-2.0-or-later
//
// The coverage board and the searches as a manager uses them: from the sentence
// on top to the cases, to the draft; without scripts, on a phone, with axe-core.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
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
  await page.getByText('Cover it with').click();
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

// Searches of the four weeks before, as the server keeps them.
function searchEarlier() {
  const rows = [[4, 9, 4], [3, 14, 5], [2, 11, 3], [1, 17, 2]].flatMap(([weeks, count, without]) =>
    Array.from({ length: count }, (_, i) => {
      const at = Math.floor((Date.now() - weeks * 7 * day) / 1000) + i;
      const words = ['vpn token', 'toner order', 'printer offline'][i % 3];
      return `(${at}, '${words}', '', ${i < without ? 0 : 5}, 900, '', '${words}')`;
    }));
  const { status, stderr } = spawnSync('sqlite3', [path.join(site.data, 'searches.db'),
    `INSERT INTO searches (created_unix_s, query, filters, total, took_us, hits, key)
     VALUES ${rows.join()}`], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

test('what people searched, with the tables that say why', async () => {
  const page = await open(browser, desk);
  await signIn(page, '/searches');
  assert.match(await page.locator('.lead').innerText(), /4 searches of 1 visit/);
  await page.getByRole('link', { name: 'gremlin' }).first().waitFor();
  assert.equal(await page.locator('canvas').count(), 0, 'one week is no trend');
  await assertAccessible(page);
  await close(page);
});

test('from the second week on a chart shows the trend, and its table says the same', async () => {
  searchEarlier();
  const looks = {
    light: { ...desk, colorScheme: 'light' },
    dark: { ...desk, colorScheme: 'dark' },
    phone: { ...phone, viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  };
  for (const [look, options] of Object.entries(looks)) {
    const page = await open(browser, options);
    await signIn(page, '/searches');
    await page.locator('canvas').waitFor();
    const searches = await page.locator('table[data-chart] [data-label="Searches"]').allInnerTexts();
    assert.deepEqual(searches.slice(0, 4), ['9', '14', '11', '17']);
    if (process.env.SLV_SCREENSHOTS) {
      mkdirSync(process.env.SLV_SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(process.env.SLV_SCREENSHOTS, `searches-${look}.png`) });
    }
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
    await close(page);
  }
  const plain = await open(browser, { ...desk, javaScriptEnabled: false });
  await signIn(plain, '/searches');
  assert.equal(await plain.locator('table[data-chart] tbody tr').count(), 5);
  await close(plain);
});
