// SPDX-License-Identifier: GPL-2.0-or-later
//
// "Was this helpful?": one click, then perhaps a sentence; what is counted, what
// is refused, and that nothing typed is lost.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, open, startBrowser, startSite } from './support/site.mjs';

let site;
let browser;
before(async () => {
  site = await startSite({ config: 'contact_url = https://desk.example.com/\n' });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function counts() {
  const text = await (await fetch(`${site.base}/metrics`)).text();
  const of = (word) => Number(new RegExp(`solvent_feedback_total\\{helpful="${word}"\\} (\\d+)`).exec(text)[1]);
  return { yes: of('yes'), no: of('no') };
}

const post = (fields, headers = {}) => fetch(`${site.base}/feedback`, {
  method: 'POST',
  redirect: 'manual',
  headers: { accept: 'text/html', ...headers },
  body: new URLSearchParams(fields),
});

test('one click is enough, and stays on the page', async () => {
  const before = await counts();
  const page = await open(browser);
  await page.goto(`${site.base}/articles/own-wide`);
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('Anything to add?').waitFor();
  assert.equal(page.url(), `${site.base}/articles/own-wide`);
  assert.equal(await page.evaluate(() => document.activeElement.id), '~feedback');
  assert.deepEqual(await counts(), { yes: before.yes + 1, no: before.no });
  await close(page);
});

test('a sentence belongs to the click: it is not counted again', async () => {
  const before = await counts();
  const page = await open(browser);
  await page.goto(`${site.base}/articles/own-wide`);
  await page.getByRole('button', { name: 'No' }).click();
  await page.getByLabel('What was missing?').fill('Which wombat?\nMine is grey.');
  assert.equal(await page.locator('.feedback').getByRole('link', { name: 'Contact support' }).count(), 1);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Your answer helps').waitFor();
  assert.deepEqual(await counts(), { yes: before.yes, no: before.no + 1 });
  await close(page);
});

test('a sentence that is too long comes back whole', async () => {
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto(`${site.base}/articles/own-wide`);
  await page.getByRole('button', { name: 'No' }).click();
  const text = 'wömbat '.repeat(280).trim();
  await page.locator('[name=comment]').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('too long').waitFor();
  await page.waitForLoadState();
  assert.equal(await page.inputValue('[name=comment]'), text);
  assert.equal(await page.getAttribute('[name=comment]', 'aria-invalid'), 'true');
  await page.locator('[name=comment]').fill('Shorter.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Your answer helps').waitFor();
  await close(page);
});

test('another site cannot answer in a reader\'s name', async () => {
  const before = await counts();
  const fields = { article: 'own-wide', helpful: 'yes' };
  assert.equal((await post(fields, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await post(fields, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await post(fields, { origin: 'null' })).status, 403);
  assert.deepEqual(await counts(), before);
});

test('what fills in the hidden field is not counted', async () => {
  const before = await counts();
  const answer = await post({ article: 'own-wide', helpful: 'yes', website: 'https://spam.example' });
  assert.equal(answer.status, 303);
  assert.deepEqual(await counts(), before);
});

test('an answer about nothing, or about a secret, is refused alike', async () => {
  const before = await counts();
  assert.equal((await post({ helpful: 'yes' })).status, 400);
  assert.equal((await post({ article: 'own-wide' })).status, 400);
  assert.equal((await post({ article: 'own-wide', helpful: 'maybe' })).status, 400);
  assert.equal((await post({ article: 'own-wide', helpful: 'yes', token: '../x' })).status, 400);
  assert.equal((await post({ article: 'no-such', helpful: 'yes' })).status, 404);
  assert.equal((await post({ article: 'own-secret', helpful: 'yes' })).status, 404);
  assert.equal((await post({ article: 'own-wide', helpful: 'no', token: 'f'.repeat(32), comment: 'x' })).status, 404);
  assert.deepEqual(await counts(), before);
});

test('a body beyond the limit is refused', async () => {
  const answer = await post({ article: 'own-wide', helpful: 'no', comment: 'x'.repeat(100 * 1024) });
  assert.equal(answer.status, 413);
});

test('a page with a question answered is not kept by caches', async () => {
  const first = await post({ article: 'own-wide', helpful: 'yes' });
  const { pathname, search } = new URL(first.headers.get('location'), site.base);
  const page = await fetch(site.base + pathname + search);
  assert.equal(page.headers.get('cache-control'), 'no-store');
});
