// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files as people use them: a customer attaches a picture and a log, staff sees
// and downloads them, what is refused keeps what was typed, and none of it needs
// a script or a mouse.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';

let site;
let browser;
let files;

// A picture of one colour.
function png(width, height, [red, green, blue]) {
  const crcOf = (bytes) => {
    let crc = ~0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc >>> 0;
  };
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crcOf(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.concat(Array(width).fill(Buffer.from([red, green, blue])))]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(row)))), chunk('IEND', Buffer.alloc(0)),
  ]);
}

before(async () => {
  [site, browser] = await Promise.all([startSite({
    articles: {
      'a.md': '# Pump stops\n\n## Resolution\n\nClean the pump.\n',
      'repair.md': '---\nid: repair\nattachments: [repair.sh, controller-3.2.zip]\n---\n# Controller forgets its '
        + 'settings\n\n## Resolution\n\n1. Download [the repair script](repair.sh).\n2. Compare its checksum.\n'
        + '3. Run it.\n',
      'repair.sh': '#!/bin/sh\necho repaired\n',
      'controller-3.2.zip': 'PK\u0003\u0004 controller',
    },
    config: 'attachment_megabytes = 1\n',
  }), startBrowser()]);
  const add = (...args) => command(['user', 'add', ...args, '--data', site.data], `${password}\n`);
  writeFileSync(path.join(site.data, 'customers.jsonl'), '{"key": "zoo", "name": "Gum Tree Zoo"}\n');
  command(['import', 'customers', path.join(site.data, 'customers.jsonl'), '--data', site.data]);
  add('anna', '--role', 'agent', '--name', 'Anna of the desk');
  add('bo', '--role', 'customer', '--customer', 'zoo', '--name', 'Bo Lund');
  files = {};
  for (const [name, bytes] of Object.entries({
    'pump.png': png(320, 200, [70, 120, 90]),
    'pump.log': 'started\nstopped: dry\n',
    'dump.dmp': 'MDMP of the pump',
    'page.png': '<!DOCTYPE html><script>document.title = "run"</script>',
    'large.log': 'x'.repeat(1024 * 1024 + 1),
  })) {
    files[name] = path.join(site.data, name);
    writeFileSync(files[name], bytes);
  }
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, login, next) {
  await page.goto(`${site.base}/sign-in?next=${next}`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === next);
}

// A case of the zoo; its number.
async function openCase(page) {
  await page.goto(`${site.base}/cases/new`);
  await page.getByLabel('Customer', { exact: true }).fill('zoo');
  await page.getByLabel('Subject').fill('The pump stops');
  await page.getByLabel('In the customer\'s words').fill('It stops every night.');
  await page.getByLabel('Severity').selectOption('2');
  await page.getByRole('button', { name: 'Open the case' }).click();
  await page.getByText('The case is open.').waitFor();
  return new URL(page.url()).pathname.split('/').at(-1);
}

async function shoot(page, name) {
  if (!process.env.SLV_SCREENSHOTS) return;
  await page.screenshot({ path: path.join(process.env.SLV_SCREENSHOTS, `${name}.png`), fullPage: true });
}

test('a customer attaches files, and staff sees and downloads them', async () => {
  const staff = await open(browser, desk);
  await signIn(staff, 'anna', '/cases');
  const number = await openCase(staff);
  const customer = await open(browser, phone);
  await signIn(customer, 'bo', '/my/cases');
  await customer.goto(`${site.base}/my/cases/${number}`);
  await customer.getByLabel('Your text').fill('See the picture and the log.');
  await customer.getByLabel('Attach files').setInputFiles([files['pump.png'], files['pump.log']]);
  await customer.getByRole('button', { name: 'Send' }).click();
  await customer.getByText('Your answer was sent.').waitFor();
  await assertAccessible(customer);
  await assertNoSidewaysScroll(customer);

  await staff.goto(`${site.base}/cases/${number}`);
  const said = staff.locator('.said').filter({ hasText: 'See the picture and the log.' });
  assert.deepEqual(await said.locator('.file').allTextContents(), ['pump.png', 'pump.log']);
  const image = said.getByAltText('Show pump.png');
  await image.scrollIntoViewIfNeeded();
  await staff.waitForFunction((element) => element.complete && element.naturalWidth === 320,
    await image.elementHandle());
  await said.getByText('Checksum of pump.log').click();
  assert.match(await said.locator('.sum').nth(1).textContent(), /^SHA-256 [0-9a-f]{64}$/);
  const download = staff.waitForEvent('download');
  await said.getByRole('link', { name: 'pump.log' }).click();
  assert.equal((await download).suggestedFilename(), 'pump.log');
  assert.equal(readFileSync(await (await download).path(), 'utf8'), 'started\nstopped: dry\n');
  await assertAccessible(staff);
  await shoot(staff, 'attachments-light');
  await staff.emulateMedia({ colorScheme: 'dark' });
  await assertAccessible(staff);
  await shoot(staff, 'attachments-dark');
  await shoot(customer, 'attachments-phone');

  // a note's file is for staff alone
  await staff.getByLabel('Attach files').setInputFiles(files['dump.dmp']);
  await staff.getByRole('button', { name: 'Keep as note' }).click();
  await staff.getByText('The note was kept.').waitFor();
  const note = staff.locator('.said.by-note');
  assert.match(await note.textContent(), /Attached: dump\.dmp[^]*for staff alone/);
  await customer.reload();
  assert.deepEqual(await customer.locator('.file').allTextContents(), ['pump.png', 'pump.log']);
  // an answer of files alone says their names
  await customer.getByLabel('Attach files').setInputFiles(files['pump.log']);
  await customer.getByRole('button', { name: 'Send' }).click();
  await customer.getByText('Attached: pump.log').waitFor();
  await close(staff);
  await close(customer);
});

test('an article gives its files as downloads, with checksums', async () => {
  const page = await open(browser, desk);
  await page.goto(`${site.base}/articles/repair`);
  const list = page.getByRole('region', { name: 'Files' });
  assert.deepEqual(await list.getByRole('link').allTextContents(), ['repair.sh', 'controller-3.2.zip']);
  assert.equal(await list.locator('code').first().textContent(),
    createHash('sha256').update('#!/bin/sh\necho repaired\n').digest('hex'));
  for (const link of [list.getByRole('link', { name: 'repair.sh' }), page.getByRole('link', { name: 'the repair script' })]) {
    const download = page.waitForEvent('download');
    await link.click();
    assert.equal((await download).suggestedFilename(), 'repair.sh');
    assert.equal(readFileSync(await (await download).path(), 'utf8'), '#!/bin/sh\necho repaired\n');
  }
  await assertAccessible(page);
  await shoot(page, 'article-files-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await assertAccessible(page);
  await shoot(page, 'article-files-dark');
  await page.setViewportSize(phone.viewport);
  await assertNoSidewaysScroll(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await shoot(page, 'article-files-phone');
  await close(page);
});

test('what is refused says why and keeps what was typed', async () => {
  const page = await open(browser, desk);
  await signIn(page, 'anna', '/cases');
  const number = await openCase(page);
  await page.getByLabel('Your text').fill('With a picture that is none.');
  await page.getByLabel('Attach files').setInputFiles(files['page.png']);
  await page.getByRole('button', { name: 'Send to customer' }).click();
  await page.locator('#\\~mistake').getByText('page.png is not what its name says').waitFor();
  assert.equal(await page.getByLabel('Your text').inputValue(), 'With a picture that is none.');
  await page.getByText('Choose the files again').waitFor();
  await assertAccessible(page);
  await shoot(page, 'attachment-refused-light');
  // too large is said before it is sent
  await page.getByLabel('Attach files').setInputFiles(files['large.log']);
  assert.match(await page.getByLabel('Attach files').evaluate((input) => input.validationMessage),
    /^large\.log has 1 MB\. A file may have at most 1 MB\.$|^large\.log has 1025 kB/);
  await page.getByLabel('Attach files').setInputFiles(files['pump.log']);
  await page.getByRole('button', { name: 'Send to customer' }).click();
  await page.getByText('The answer was sent.').waitFor();
  assert.deepEqual(await page.locator('.file').allTextContents(), ['pump.log']);
  assert.equal(new URL(page.url()).pathname, `/cases/${number}`);
  await close(page);
});

test('a case is opened with a file, without scripts', async () => {
  const page = await open(browser, { ...desk, javaScriptEnabled: false });
  await signIn(page, 'anna', '/cases');
  await page.goto(`${site.base}/cases/new`);
  await page.getByLabel('Customer', { exact: true }).fill('zoo');
  await page.getByLabel('Subject').fill('The pump stops');
  await page.getByLabel('Attach files').setInputFiles(files['large.log']);
  await page.getByRole('button', { name: 'Open the case' }).click();
  await page.locator('#\\~mistake').getByText('large.log is larger than 1 MB').waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'The pump stops');
  await page.getByLabel('Attach files').setInputFiles(files['pump.log']);
  await page.getByRole('button', { name: 'Open the case' }).click();
  await page.getByText('The case is open.').waitFor();
  await page.getByRole('heading', { name: 'Files' }).waitFor();
  assert.deepEqual(await page.locator('.file').allTextContents(), ['pump.log']);
  await close(page);
});
