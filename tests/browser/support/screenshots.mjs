// SPDX-License-Identifier: GPL-2.0-or-later
//
// Takes the pictures of docs/screenshots/ anew:
//
//     SOLVENT_BIN=build/release/solvent node tests/browser/support/screenshots.mjs [NAME...]

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { phone, desk, root, startBrowser, startSite } from './site.mjs';

const folder = path.join(root, 'docs/screenshots');
const config = 'site_name = Example Help\ncontact_url = https://support.example.com/new\n';
const article = '/articles/ssh-kex-exchange-identification';

// name: [address, is it on an empty site, what to do before]
const shots = {
  home: ['/'],
  results: ['/search?q=permission+denied'],
  typing: ['/', false, async (page) => {
    await page.locator('[name=q]').pressSequentially('permission den');
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
  }],
  help: ['/search?q=permission+denied', false, async (page) => {
    await page.getByText('How to search').click();
  }],
  corrected: ['/search?q=certifcate+expird'],
  marks: [`${article}?q=connection+closed+by+remote+host#cause`],
  filtered: ['/search?q=certificate&product=nginx&section=workaround'],
  article: [article],
  feedback: [article, false, async (page) => {
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await page.locator('[name=comment]').waitFor();
    await page.locator('[name=comment]').scrollIntoViewIfNeeded();
  }],
  empty: ['/search?q=%22flux+capacitor%22+certificate&product=nginx&tag=tls'],
  'not-found': ['/articles/ssh-moved'],
  'first-use': ['/', true],
};
const looks = {
  light: { ...desk, colorScheme: 'light' },
  dark: { ...desk, colorScheme: 'dark' },
  phone: { ...phone, viewport: { width: 390, height: 844 }, colorScheme: 'light' },
};

const wanted = process.argv.slice(2);
const site = await startSite({ config, articles: {} });
const empty = await startSite({ config, articles: {}, isEmpty: true });
const browser = await startBrowser();
mkdirSync(folder, { recursive: true });
for (const [name, [address, isEmpty, prepare]] of Object.entries(shots)) {
  for (const [look, options] of Object.entries(looks)) {
    if (wanted.length && !wanted.includes(name)) continue;
    const page = await (await browser.newContext(options)).newPage();
    await page.goto((isEmpty ? empty : site).base + address);
    await prepare?.(page);
    await page.screenshot({ path: path.join(folder, `${name}-${look}.png`) });
    await page.context().close();
  }
}
await browser.close();
await site.stop();
await empty.stop();
