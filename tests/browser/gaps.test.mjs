// SPDX-License-Identifier: GPL-2.0-or-later
//
// What people decide about gaps, from the first to the last key: a name, two that
// are one, cases that are a gap of their own, and back; ignored and put back; from
// a draft to an article that covers it; what was only searched. Each by keyboard
// alone or without scripts. With SLV_SCREENSHOTS=folder it keeps pictures there.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, follow, open, phone, root, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
const day = 24 * 60 * 60 * 1000;
const problems = [
  ['Move my profile to a new computer', 'Moving the profile folder', 'Profile on another computer',
    'New laptop, how do I take my profile along'],
  ['Printer is offline and prints nothing', 'Offline printer prints nothing', 'Nothing is printed, printer offline'],
  ['Attachment too large to send', 'Large attachment is refused', 'Cannot send a large attachment'],
];
const plain = { ...desk, javaScriptEnabled: false };

let site;
let browser;

// Three visits that searched in vain, in the file that the server will keep on.
function searchInVain(data) {
  const folder = path.join(root, 'src/store/migrations/searches');
  const migrations = readdirSync(folder).sort();
  const rows = ['waffle iron', 'waffle iron', 'waffle iron cold'].map((words, i) =>
    `(${Math.floor(Date.now() / 1000) - 60 * i}, '${words}', '', 0, 900, '', ${i + 1}, '${words}')`);
  const { status, stderr } = spawnSync('sqlite3', [path.join(data, 'searches.db')], {
    input: `${migrations.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n')}
      PRAGMA user_version = ${migrations.length};
      INSERT INTO searches (created_unix_s, query, filters, total, took_us, hits, session, key)
      VALUES ${rows.join()};`,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
}

function prepare(data) {
  const cases = problems.flatMap((subjects, problem) => subjects.map((subject, i) => {
    const opened = Date.now() - (2 + 9 * i + 3 * problem) * day;
    return {
      number: `G${problem}${i}`, customer: ['Gum Tree Zoo', 'Lake Hotel', 'Rail Cafe'][i % 3], subject,
      body: `${subject}. It worked last week.`, opened: new Date(opened).toISOString(),
      closed: new Date(opened + day / 4).toISOString(), product: 'Mailer',
    };
  }));
  const file = path.join(data, 'gaps.jsonl');
  writeFileSync(file, cases.map((row) => `${JSON.stringify(row)}\n`).join(''));
  command(['import', 'cases', file, '--data', data]);
  const time = path.join(data, 'time.csv');
  writeFileSync(time, ['key,case,agent,minutes,worked_on', ...cases.map(({ number, closed }, i) =>
    `t${i},${number},bo,${15 + 10 * i},${closed.slice(0, 10)}`)].join('\n'));
  command(['import', 'time', time, '--data', data]);
  command(['rate', 'set', 'role', 'agent', '60', 'EUR', '--from', '2026-01-01', '--data', data]);
  command(['user', 'add', 'mia', '--role', 'manager', '--name', 'Mia', '--data', data], `${password}\n`);
  searchInVain(data);
}

before(async () => {
  [site, browser] = await Promise.all([startSite({
    articles: { 'kiwi.md': '---\nreview_after: 2026-01-01\nowner: mia\n---\n# The kiwi engine stops\n\n## Resolution\n\nStart it.\n' },
    config: 'articles_folder = OWN_ARTICLES\n', isFollowing: true, prepare,
  }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

// The board, when the server has worked it out.
async function openBoard(options = desk) {
  const page = await open(browser, options);
  await page.goto(`${site.base}/sign-in?next=/coverage`);
  await page.getByLabel('Login').fill('mia');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${site.base}/coverage`);
  while (await page.locator('tbody tr').count() === 0) await page.reload();
  return page;
}

// Tab on until it has the focus, and can be seen to have it.
async function tabTo(page, locator) {
  const element = await locator.elementHandle();
  for (let i = 0; i < 300; i++) {
    await page.keyboard.press('Tab');
    if (await element.evaluate((one) => one === document.activeElement)) {
      const ring = await element.evaluate((one) => {
        const { outlineStyle, boxShadow } = getComputedStyle(one);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      assert.ok(ring, `no ring around ${await element.evaluate((one) => one.outerHTML.slice(0, 100))}`);
      return;
    }
  }
  assert.fail(`no key leads to ${locator}`);
}

async function press(page, locator, address) {
  await tabTo(page, locator);
  const arrival = address && page.waitForEvent('domcontentloaded');
  await page.keyboard.press('Enter');
  await arrival;
  if (address) await page.waitForURL(address);
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, words) => page.locator('tbody th a').filter({ hasText: words }).first();
const numbers = (page) => page.locator('tbody th a .soft').allInnerTexts();

test('a gap is named and merged with another by keys alone, and that is undone', async () => {
  const page = await openBoard();
  await press(page, link(page, 'printer'), /\/coverage\/\d+$/);
  await press(page, page.locator('summary').filter({ hasText: 'Name this gap' }));
  await tabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.type('Silent printers');
  const named = page.waitForURL(/done=name/);
  await page.keyboard.press('Enter');
  await named;
  await page.getByRole('heading', { name: 'Silent printers', level: 1 }).waitFor();
  await page.getByText(/Named by mia, /).waitFor();
  assert.deepEqual((await numbers(page)).length, 3);

  await press(page, page.locator('summary').filter({ hasText: 'Name this gap' }));
  await tabTo(page, page.getByLabel('The same problem as'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  const into = await page.getByLabel('The same problem as').inputValue();
  await press(page, button(page, 'Make them one'), new RegExp(`/coverage/${into}\\?done=merge`));
  await page.getByText(/Merged by mia, /).waitFor();
  await page.getByText('put here by hand by mia').first().waitFor();
  const merged = await numbers(page);
  assert.ok(['G10', 'G11', 'G12'].every((one) => merged.includes(one)));
  assert.ok(merged.length >= 6);
  await assertAccessible(page);

  await press(page, button(page, 'Undo that'), /done=undo/);
  assert.deepEqual((await numbers(page)).sort(), ['G10', 'G11', 'G12']);
  assert.equal(await page.getByText('no word that others share').count(), 0);
  await page.getByRole('heading', { name: 'Silent printers', level: 1 }).waitFor();
  assert.equal(await page.getByText(/Merged by/).count(), 0);
  await close(page);
});

test('without scripts cases become a gap of their own and go back', async () => {
  const page = await openBoard(plain);
  await follow(page, link(page, 'profile'), /\/coverage\/\d+$/);
  const address = page.url();
  // none ticked: said, and nothing is lost
  await button(page, 'Make the ticked cases a gap of their own').click();
  await page.getByText('choose some of its cases, and not all').waitFor();
  await page.goto(address);
  for (const one of ['G02', 'G03']) {
    await tabTo(page, page.getByRole('checkbox', { name: `Take out ${one}` }));
    await page.keyboard.press('Space');
  }
  await press(page, button(page, 'Make the ticked cases a gap of their own'), /done=split/);
  assert.deepEqual((await numbers(page)).sort(), ['G02', 'G03']);
  await page.getByText(/Split by mia, /).waitFor();
  await press(page, button(page, 'Undo that'), /done=undo/);
  assert.deepEqual((await numbers(page)).sort(), ['G00', 'G01', 'G02', 'G03']);
  await close(page);
});

test('an ignored gap leaves the board, says who ignored it, and comes back', async () => {
  for (const options of [desk, plain]) {
    const page = await openBoard(options);
    const title = await link(page, 'attachment').innerText();
    await press(page, link(page, 'attachment'), /\/coverage\/\d+$/);
    await press(page, page.locator('summary').filter({ hasText: 'or ignore it' }));
    await press(page, button(page, 'Ignore this gap'), /done=ignore/);
    await page.getByText('it does not stand on the board').waitFor();
    await page.goto(`${site.base}/coverage`);
    assert.equal(await link(page, title).count(), 0);
    await press(page, page.getByRole('link', { name: 'Ignored gaps' }), /state=ignored/);
    await page.getByText(/Ignored by mia, /).waitFor();
    if (options === desk) await assertAccessible(page); // it is a script
    await press(page, link(page, title), /\/coverage\/\d+$/);
    await press(page, page.locator('summary').filter({ hasText: 'put it back' }));
    await press(page, button(page, 'Put it back on the board'), /done=open/);
    await page.goto(`${site.base}/coverage`);
    await page.getByText(/Put back by mia, /).waitFor();
    await close(page);
  }
});

test('from a gap to its draft, and the published article covers it', async () => {
  const page = await openBoard(plain);
  await follow(page, link(page, 'profile'), /\/coverage\/\d+$/);
  const address = page.url();
  await press(page, button(page, 'Draft an article from these cases'), /done=draft/);
  const draft = page.locator('.lead a');
  while (await draft.count() === 0) await page.goto(address); // the indexer reads it
  await follow(page, draft, /\/articles\//);
  await follow(page, page.getByRole('link', { name: 'Edit this article' }), /\/write\//);
  const box = page.getByLabel('Text', { exact: true });
  const text = await box.inputValue();
  assert.match(text, /^- Move my profile to a new computer/m);
  await box.fill(text.replace(/\n\[remove: cases [^\]]*\]/, '').replace('To be written.', '1. Copy the folder.'));
  await button(page, 'Publish').click();
  await page.getByText('It is published.').waitFor();
  const covered = page.getByText(/Covered since today/);
  do await page.goto(address);
  while (await covered.count() === 0);
  assert.match(await page.locator('.lead').innerText(), /covered by/);
  assert.equal(await button(page, 'Make the ticked cases a gap of their own').count(), 0);
  await page.goto(`${site.base}/coverage?state=covered`);
  await page.getByText('1 gap is covered.').waitFor();
  await close(page);
});

test('what was only searched becomes a draft with the words searched', async () => {
  const page = await openBoard();
  await press(page, link(page, 'waffle iron'), /\/coverage\/\d+$/);
  assert.match(await page.locator('.lead').innerText(), /^3 visits searched for this in vain/);
  assert.equal(await page.getByRole('heading', { name: 'Cases' }).count(), 0);
  await assertAccessible(page);
  await press(page, button(page, 'Draft an article from these searches'), /done=draft/);
  const name = readdirSync(site.own).find((one) => one.startsWith('waffle-iron-gap-'));
  assert.match(readFileSync(path.join(site.own, name), 'utf8'), /- waffle iron\n- waffle iron cold\n/);
  await close(page);
});

const pages = {
  coverage: '/coverage',
  'coverage-covered': '/coverage?state=covered',
  'coverage-empty': '/coverage?state=ignored',
  gap: (page) => follow(page, link(page, 'printers'), /\/coverage\/\d+$/),
  'gap-searches': (page) => follow(page, link(page, 'waffle'), /\/coverage\/\d+$/),
  health: '/articles-health',
};
const looks = {
  light: { ...desk, colorScheme: 'light' },
  dark: { ...desk, colorScheme: 'dark' },
  phone: { ...phone, viewport: { width: 390, height: 844 }, colorScheme: 'light' },
};
for (const [look, options] of Object.entries(looks)) {
  test(`the pages of gaps are accessible and fit, ${look}`, async () => {
    command(['coverage', '--data', site.data, '--full']); // the words of what was merged and undone
    const page = await openBoard(options);
    for (const [name, way] of Object.entries(pages)) {
      await page.goto(site.base + (typeof way === 'string' ? way : '/coverage'));
      if (typeof way !== 'string') await way(page);
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
      if (!process.env.SLV_SCREENSHOTS) continue;
      mkdirSync(process.env.SLV_SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(process.env.SLV_SCREENSHOTS, `${name}-${look}.png`) });
    }
    await close(page);
  });
}
