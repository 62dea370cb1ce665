// SPDX-License-Identifier: GPL-2.0-or-later
//
// Words without a place to break, in titles, subjects, names and keys: no page
// is wider than a narrow phone.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertNoSidewaysScroll, close, command, open, phone, startBrowser, startSite,
} from './support/site.mjs';

const password = 'a long enough password';
const long = 'W'.repeat(60);
const low = 'w'.repeat(60);
const narrow = { ...phone, viewport: { width: 320, height: 640 } };
const article = `---
title: Printer ${long}
products: [${long}]
owner: mona
tags: [known-issue, ${low}]
review_after: 2026-01-01
---
## Symptoms

The printer stops with ${long}.

## Resolution

1. Restart ${long}.
`;

let site;
let browser;
before(async () => {
  const prepare = (data) => {
    const file = (name, rows) => {
      writeFileSync(path.join(data, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return path.join(data, name);
    };
    command(['user', 'add', 'mona', '--role', 'manager', '--name', long, '--data', data], `${password}\n`);
    command(['import', 'customers', file('customers.jsonl',
      [{ key: low, name: long, market: long, size: long, industry: long, salesperson: long }]), '--data', data]);
    command(['import', 'cases', file('cases.jsonl', Array.from({ length: 4 }, (_, i) => ({
      number: `${i}${low.slice(0, 39)}`, customer: low, product: long, agent: 'mona',
      subject: `Toner ${long} leaks`, body: `Toner ${long} leaks.`, opened: '2026-03-01T10:00:00Z',
      ...(i < 3 ? { closed: '2026-03-02T10:00:00Z' } : {}),
    }))), '--data', data]);
    command(['import', 'time', file('time.jsonl',
      [{ key: 't', case: `0${low.slice(0, 39)}`, agent: 'mona', minutes: 30, worked_on: '2026-03-01' }]), '--data', data]);
    command(['import', 'income', file('income.jsonl',
      [{ customer: low, period: '2026-03', amount: '12.00', currency: 'EUR' }]), '--data', data]);
    command(['rate', 'set', 'role', 'manager', '60.00', 'EUR', '--from', '2026-01-01', '--data', data]);
    command(['coverage', '--data', data]);
  };
  site = await startSite({ config: 'articles_folder = OWN_ARTICLES\n', articles: { 'long.md': article }, prepare });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const number = `3${low.slice(0, 39)}`;
const range = '?from=2026-02-01&to=2026-03-31';
const pages = {
  home: '/',
  results: '/search?q=printer',
  article: '/articles/long',
  contact: '/contact',
  queue: '/cases',
  case: `/cases/${number}`,
  'new case': '/cases/new',
  customers: '/customers',
  customer: `/customers/${low}`,
  'to mend': '/articles-to-mend',
  board: '/coverage',
  gap: '/coverage/1',
  reports: '/reports',
  'by customer': `/reports/by-customer${range}`,
  'by product': `/reports/by-product${range}`,
  'cost by market': `/reports/cost-by-market${range}`,
  'behind a number': `/reports/by-customer/cases${range}&column=opened`,
  usage: `/reports/usage${range}&customer=${low}`,
  searches: '/searches',
  health: '/articles-health',
  'my articles': '/my-articles',
  write: '/write/long',
};
for (const [name, address] of Object.entries(pages)) {
  test(`${name} is no wider than a narrow phone`, async () => {
    const page = await open(browser, narrow);
    await page.goto(`${site.base}/sign-in`);
    await page.getByLabel('Login').fill('mona');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${site.base}/`);
    const answer = await page.goto(site.base + address);
    assert.equal(answer.status(), 200, address);
    await assertNoSidewaysScroll(page);
    await close(page);
  });
}
