// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reports as people see them: the chart that is drawn from the table, the table
// without a script, goals that are set, a wrong range, light, dark and a phone.
// With SHOTS=folder it keeps pictures of the pages there.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, close, command, desk, open, phone, startBrowser,
  startSite,
} from './support/site.mjs';

const password = 'correct horse battery';
const range = '?from=2026-01-05&to=2026-03-29';
let site;
let browser;

// Twelve weeks: of the 8 to 12 cases of each week more and more are known.
function ledger() {
  const cases = [];
  const time = ['key,case,agent,minutes,worked_on'];
  for (let week = 0; week < 12; week++) {
    for (let place = 0; place < 8 + (week * 5) % 5 + week % 3; place++) {
      const number = String(2000 + cases.length);
      const day = new Date(Date.UTC(2026, 0, 5 + week * 7 + place % 5, 15 + place % 6));
      const known = place * 12 < week * 8 + 20;
      const ended = new Date(day.getTime() + (2 + place * 3) * 3600_000);
      cases.push({
        number, customer: ['orchard', 'orchard', 'harbour', 'orchard', 'museum', 'harbour', 'bakery'][(place + week) % 7],
        product: ['Ledger', 'Scanner', 'Portal'][(place + week) % 3], agent: ['anna', 'ben'][place % 2],
        severity: 1 + place % 4, subject: `Case ${number}`, opened: day.toISOString(),
        ...(place % 7 === 6 ? {} : {
          closed: ended.toISOString(), outcome: known ? 'known' : 'none',
          ...(known ? { articles: [`fix-${place % 3}`] } : { reason: 'a question of prices' }),
          ...(known && place % 3 < 2 && week > 8 ? { fix_id: 'BUG-7', fixed_in: '2.1' } : {}),
          ...(place === 5 ? { handled_outside: 'yes' } : {}), ...(number === '2030' ? { reached_executives: 'yes' } : {}),
        }),
      });
      time.push(`t${number},${number},${place % 2 ? 'ben' : 'anna'},${10 + place * 7},${day.toISOString().slice(0, 10)}`);
    }
  }
  return { cases, time };
}

before(async () => {
  const article = (title, ...keys) => `---\n${keys.join('\n')}\n---\n# ${title}\n\n## Resolution\n\nDo it.\n`;
  [site, browser] = await Promise.all([startSite({ articles: {
    'fix-0.md': article('The scanner feeds two sheets at once', 'owner: mona', 'review_after: 2026-01-01'),
    'fix-1.md': article('The ledger shows an old balance', 'owner: ben', 'fixed_in: "2.1"'),
    'fix-2.md': article('The portal asks for a password twice', 'owner: mona', 'state: draft'),
    'rough.md': article('The bakery cannot print labels', 'owner: anna', 'state: draft'),
  } }), startBrowser()]);
  const file = (name, text) => {
    writeFileSync(path.join(site.data, name), text);
    return path.join(site.data, name);
  };
  const { cases, time } = ledger();
  command(['user', 'add', 'mona', '--role', 'manager', '--name', 'Mona', '--data', site.data], `${password}\n`);
  command(['user', 'add', 'acca', '--role', 'accounting', '--data', site.data], `${password}\n`);
  command(['import', 'customers', file('customers.csv',
    'key,name,market\norchard,Orchard,EU\nharbour,Harbour,EU\nmuseum,Museum,US\nbakery,Bakery,US\n'),
  '--data', site.data]);
  command(['import', 'cases', file('cases.jsonl', cases.map((one) => JSON.stringify(one)).join('\n')), '--data', site.data]);
  command(['import', 'time', file('time.csv', time.join('\n')), '--data', site.data]);
  command(['import', 'income', file('income.csv', ['customer,period,amount,currency', 'orchard,2026-01,900.00,EUR',
    'harbour,2026-01,120.00,EUR', 'museum,2026-02,700.00,EUR', 'bakery,2026-02,-40.00,EUR'].join('\n')), '--data', site.data]);
  command(['rate', 'set', 'role', 'agent', '60', 'EUR', '--from', '2026-01-01', '--data', site.data]);
  const page = await open(browser, desk);
  await page.goto(site.base);
  while (!await page.getByRole('link', { name: 'Sign in' }).count()) await page.reload();
  await close(page);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(options = desk, login = 'mona') {
  const page = await open(browser, options);
  await page.goto(`${site.base}/sign-in`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${site.base}/`);
  return page;
}

// Is anything drawn on the canvas?
const isDrawn = (canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value !== 0);
};

test('the chart is drawn from the table, and every period leads to its days', async () => {
  const page = await signIn();
  await page.goto(`${site.base}/reports/opened-closed${range}&by=week`);
  await page.locator('canvas').waitFor();
  assert.ok(await page.locator('canvas').evaluate(isDrawn));
  const drawn = await page.evaluate(() => {
    const chart = window.Chart.getChart(document.querySelector('canvas'));
    return { labels: chart.data.labels.length, opened: chart.data.datasets[0].data, min: chart.scales.y.min };
  });
  const shown = await page.locator('tbody tr td:nth-of-type(1)').allTextContents();
  assert.equal(drawn.labels, 12);
  assert.deepEqual(drawn.opened, shown.map(Number));
  assert.equal(drawn.min, 0);
  assert.match(await page.locator('.proves').textContent(), /cases were opened and \d+ closed/);
  await page.getByRole('link', { name: '2026-02-02' }).click();
  await page.waitForURL(/from=2026-02-02&to=2026-02-08&by=day/);
  assert.equal(await page.locator('tbody tr').count(), 7);
  await close(page);
});

test('without a script the table stands alone and says everything', async () => {
  const page = await signIn({ ...desk, javaScriptEnabled: false });
  await page.goto(`${site.base}/reports/cost-by-customer${range}`);
  assert.equal(await page.locator('canvas').count(), 0);
  assert.equal(await page.locator('tbody tr').count(), 4);
  assert.match(await page.locator('tfoot').textContent(), /Total.*EUR/);
  await page.getByLabel('From', { exact: true }).fill('2026-03-29');
  await page.getByLabel('To', { exact: true }).fill('2026-03-01');
  await page.getByRole('button', { name: 'Show' }).click();
  assert.match(await page.getByRole('alert').textContent(), /begins on 2026-03-29, after its end on 2026-03-01/);
  assert.equal(await page.getByLabel('From').inputValue(), '2026-03-29');
  await close(page);
});

test('a goal that is set stands in the chart, and a wrong one is told', async () => {
  const page = await signIn();
  await page.goto(`${site.base}/reports/goals`);
  const part = page.locator('[id="~link-rate"]');
  await part.getByLabel('Where we stand').fill('40');
  await part.getByLabel('Short term').fill('140');
  await part.getByRole('button', { name: 'Keep' }).click();
  assert.match(await page.getByRole('alert').textContent(), /140 is more than 100 percent/);
  assert.equal(await part.getByLabel('Short term').inputValue(), '140');
  await part.getByLabel('Short term').fill('62.5');
  await part.getByLabel('Long term').fill('80');
  await part.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('It is kept.').waitFor();
  assert.match(await part.textContent(), /Set by mona/);
  await page.goto(`${site.base}/reports/link-rate${range}&by=week`);
  await page.locator('canvas').waitFor();
  const lines = await page.evaluate(() => window.Chart.getChart(document.querySelector('canvas'))
    .data.datasets.map((one) => [one.label, one.data[0]]));
  assert.deepEqual(lines.slice(1), [['Short term', 62.5], ['Long term', 80]]);
  await page.goto(`${site.base}/reports`);
  const row = page.getByRole('row', { name: /^Cases closed with an article/ });
  assert.equal(await row.getByRole('cell').last().textContent(), '62.5 %, short term');
  await row.getByRole('link').click();
  await page.getByRole('heading', { name: 'Link rate', level: 1 }).waitFor();
  await close(page);
});

test('what other departments handled is entered once and counted', async () => {
  const page = await signIn();
  await page.goto(`${site.base}/reports/goals`);
  const part = page.locator('[id="~weeks"]');
  await part.getByLabel('Any day of the week').fill('2026-01-07');
  await part.getByLabel('How many').fill('5');
  await part.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('It is kept.').waitFor();
  await page.goto(`${site.base}/reports/outside?from=2026-01-05&to=2026-01-11`);
  const cells = await page.locator('tbody tr td').allTextContents();
  assert.equal(cells[1], '1'); // a case that is marked
  assert.equal(cells[2], '5');
  assert.equal(cells[3], `${(100 * cells[0] / (Number(cells[0]) + 1 + 5)).toFixed(1)} %`);
  await close(page);
});

test('a rate is set on its page and the report counts with it', async () => {
  const page = await signIn(desk, 'acca');
  await page.goto(`${site.base}/settings/rates`);
  await page.getByLabel('Whose hour').selectOption({ label: 'Everybody with the role developer' });
  await page.getByLabel('From which day on').fill('2026-01-01');
  await page.getByLabel('Cost of an hour').fill('ninety');
  await page.getByLabel('Currency').fill('eur');
  await page.getByRole('button', { name: 'Set the rate' }).click();
  assert.match(await page.getByRole('alert').textContent(), /"ninety" is no amount/);
  assert.equal(await page.getByLabel('Cost of an hour').inputValue(), 'ninety');
  await page.getByLabel('Cost of an hour').fill('90');
  await page.getByRole('button', { name: 'Set the rate' }).click();
  await page.getByText('The rate was set.').waitFor();
  assert.match(await page.getByRole('row', { name: /developer/ }).textContent(), /2026-01-01 holds now90.00 EUR/);
  await page.getByRole('button', { name: 'Remove the rate of Everybody with the role developer' }).click();
  await page.getByText('The rate was removed.').waitFor();
  await close(page);
});

test('a visit that ends with an article is one that ended well', async () => {
  const visitor = await open(browser, desk);
  await visitor.goto(`${site.base}/search?q=two+sheets`);
  await visitor.getByRole('link', { name: 'The scanner feeds two sheets at once' }).first().click();
  await visitor.waitForURL(/articles\/fix-0/);
  await close(visitor);
  const page = await signIn();
  // the log writes once a second: first the search, then perhaps a second later that an article was opened
  const proves = page.locator('.proves');
  const end = Date.now() + 30_000;
  do await page.goto(`${site.base}/reports/self-service?by=week`);
  while (!/of 1 it seems so/.test(await proves.textContent()) && Date.now() < end);
  assert.match(await proves.textContent(), /1 of \d+ visits? ended well.*of 1 it seems so/);
  await close(page);
});

test('a chart is called by what it shows', async () => {
  const page = await signIn();
  await page.goto(`${site.base}/reports/opened-closed${range}&by=week`);
  const chart = page.getByRole('img', { name: /^Chart: Opened and closed \(Opened, Closed\)\. \d+ cases were opened/ });
  await chart.waitFor();
  assert.match(await chart.getAttribute('aria-label'), /The table below has its figures\.$/);
  await close(page);
});

test('a column that nothing is known of is not drawn', async () => {
  const page = await signIn();
  await page.goto(`${site.base}/reports/capacity${range}`);
  await page.locator('canvas').waitFor();
  assert.equal(await page.locator('th[data-drawn]').count(), 2);
  const drawn = await page.evaluate(() => window.Chart.getChart(document.querySelector('canvas')).data.datasets.length);
  assert.equal(drawn, 1, 'nobody has entered a capacity');
  await close(page);
});

// How often a colour is set in the streams of a PDF.
function countColor(pdf, color) {
  let count = 0;
  for (let at = pdf.indexOf('stream'); at >= 0; at = pdf.indexOf('stream', at + 6)) {
    try {
      count += inflateSync(pdf.subarray(pdf.indexOf('\n', at) + 1)).toString('latin1').split(color).length - 1;
    } catch { /* the end of a stream, or one that is not packed */ }
  }
  return count;
}

test('on paper a chart has the colours of paper, also when the screen is dark', async () => {
  const page = await signIn({ ...desk, colorScheme: 'dark' });
  await page.goto(`${site.base}/reports/opened-closed${range}&by=week`);
  await page.locator('canvas').waitFor();
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(countColor(pdf, '.1137 .3059 .8471 rg'), 2, 'key and bars in #1d4ed8, links in ink'); // 1d = 29, 29/255 = .1137
  assert.equal(countColor(pdf, '.5765 .7059 1 rg'), 0, 'none in the #93b4ff of the dark');
  // and afterwards the screen is as it was
  assert.equal(await page.evaluate(() => document.documentElement.classList.contains('on-paper')), false);
  assert.equal(await page.evaluate(() => window.Chart.getChart(document.querySelector('canvas')).data.datasets[0].backgroundColor), '#93b4ff');
  await close(page);
});

test('amounts of two currencies do not stand on one axis', async () => {
  const file = path.join(site.data, 'dollars.csv');
  writeFileSync(file, 'customer,period,amount,currency\nmuseum,2026-03,500.00,USD\n');
  command(['import', 'income', file, '--data', site.data]);
  const page = await signIn();
  await page.goto(`${site.base}/reports/cost-by-customer${range}`);
  await page.locator('canvas').waitFor();
  const rows = await page.locator('table.report tbody tr').evaluateAll((all) =>
    all.map((row) => [row.cells[0].textContent, row.cells[1].textContent]));
  assert.deepEqual(rows.filter(([, currency]) => currency === 'USD'), [['Museum', 'USD']]);
  const drawn = await page.evaluate(() => {
    const { data, options } = window.Chart.getChart(document.querySelector('canvas'));
    return { labels: data.labels, axis: options.scales.x.title.text };
  });
  assert.deepEqual(drawn.labels, rows.filter(([, currency]) => currency === 'EUR').map(([name]) => name));
  assert.equal(drawn.axis, 'Cost (EUR)');
  await page.getByText('The chart shows what is in EUR.').waitFor();
  await close(page);
});

test('a number leads to the cases that it counts, and back', async () => {
  const page = await signIn();
  await page.goto(`${site.base}/reports/by-product${range}`);
  const number = page.locator('table.report tbody td.number a').first();
  const counted = Number(await number.innerText());
  assert.ok(counted > 0);
  await number.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/reports\/by-product\/cases\?/);
  assert.equal(await page.locator('tbody tr').count(), counted);
  await page.getByText(`${counted} case`).first().waitFor();
  const first = page.locator('tbody th a').first();
  const address = await first.getAttribute('href');
  await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Cases by product' }).click();
  await page.waitForURL((url) => url.pathname === '/reports/by-product' && url.searchParams.has('from'));
  assert.equal((await page.goto(site.base + address)).status(), 200);
  await close(page);
});

const pages = {
  reports: '/reports',
  'report-opened-closed': `/reports/opened-closed${range}&by=week`,
  'report-link-rate': `/reports/link-rate${range}&by=week`,
  'report-cost': `/reports/cost-by-customer${range}`,
  'report-distribution': `/reports/distribution${range}`,
  'report-cases': `/reports/cost-by-customer/cases${range}&column=minutes`,
  'report-wrong': '/reports/backlog?from=2026-02-29',
  'report-goals': '/reports/goals',
  'report-outside': `/reports/outside${range}`,
  'report-praise': `/reports/praise${range}`,
  'report-drafts': '/reports/drafts',
  'report-workarounds': '/reports/workarounds',
  'report-self-service': '/reports/self-service?by=week',
  'report-cost-of-gaps': `/reports/cost-of-gaps${range}`,
  department: '/reports/for/sales',
  'department-accounting': '/reports/for/accounting',
  'my-articles': '/my-articles',
  rates: '/settings/rates',
};
const looks = {
  light: { ...desk, colorScheme: 'light' },
  dark: { ...desk, colorScheme: 'dark' },
  phone: { ...phone, viewport: { width: 390, height: 844 }, colorScheme: 'light' },
};
for (const [name, address] of Object.entries(pages)) {
  for (const [look, options] of Object.entries(looks)) {
    test(`${name} is accessible and fits, ${look}`, async () => {
      const page = await signIn(options);
      await page.goto(site.base + address);
      const drawn = page.locator('table[data-chart] tbody td[data-value]:not([data-value="0"])');
      if (await drawn.count()) await page.locator('canvas').waitFor();
      if (process.env.SHOTS) {
        mkdirSync(process.env.SHOTS, { recursive: true });
        await page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${look}.png`) });
      }
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
      await close(page);
    });
  }
}
