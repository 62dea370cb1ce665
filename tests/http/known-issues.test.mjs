// SPDX-License-Identifier: GPL-2.0-or-later
//
// Known issues: articles with the tag are told before somebody asks, to those
// whose products they are about, and to nobody who may not read them.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Server, run } from './support/server.mjs';

const password = 'correct horse battery';
const article = (title, more) => `---\ntags: [known-issue]\n${more}---\n# ${title}\n\nA fix is on its way.\n`;
const files = {
  'printer.md': article('Printer 4 prints empty pages', 'products: [Printer]\n'),
  'scanner.md': article('Scanner stops at page 50', 'products: [Scanner]\n'),
  'all.md': article('Sign-in fails with long names', ''),
  'draft.md': article('Printer 5 is loud', 'products: [Printer]\nstate: draft\n'),
  'inner.md': article('Printer 6 smells', 'products: [Printer]\naccess: internal\n'),
  'gold.md': article('Printer Gold is heavy', 'products: [Printer]\naccess: restricted\ngroups: [gold]\n'),
  'plain.md': '---\nproducts: [Printer]\n---\n# Printer: change the toner\n\nOpen the lid.\n',
};
const titles = {
  printer: 'Printer 4 prints empty pages',
  scanner: 'Scanner stops at page 50',
  all: 'Sign-in fails with long names',
  draft: 'Printer 5 is loud',
  inner: 'Printer 6 smells',
  gold: 'Printer Gold is heavy',
  plain: 'change the toner',
};

// Names of the articles that the notice of a page tells, in no order.
function told(html) {
  const notice = /<section class="callout callout-warning"[^]*?<\/section>/.exec(html)?.[0] ?? '';
  return Object.keys(titles).filter((name) => notice.includes(titles[name])).sort();
}

const form = (fields, cookie) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie },
  body: new URLSearchParams(fields).toString(),
});

async function start(t, settings = '') {
  const server = await Server.start(t, { files });
  const rows = path.join(server.data, 'cases.jsonl');

  await server.kill('SIGTERM');
  writeFileSync(path.join(server.data, 'solvent.conf'), `contact_form = everybody\n${settings}`);
  writeFileSync(rows, [
    { number: 'C-1', customer: 'north', product: 'Printer', subject: 'Empty', opened: '2026-03-01T10:00:00Z' },
    { number: 'C-2', customer: 'south', product: 'Scanner', subject: 'Stops', opened: '2026-03-01T10:00:00Z' },
  ].map((row) => JSON.stringify(row)).join('\n'));
  const imported = run(['import', 'cases', rows, '--data', server.data]);
  assert.equal(imported.status, 0, imported.stderr);
  for (const [login, ...more] of [
    ['nora', '--role', 'customer', '--customer', 'north'],
    ['gil', '--role', 'customer', '--customer', 'north', '--group', 'gold'],
    ['sue', '--role', 'customer', '--customer', 'south'],
    ['ann', '--role', 'agent']]) {
    const added = run(['user', 'add', login, ...more, '--data', server.data], { input: `${password}\n` });
    assert.equal(added.status, 0, added.stderr);
  }
  await server.serve();
  server.page = async (target, cookie = '') => {
    const answer = await server.get(target, { headers: { cookie, accept: 'text/html' } });
    assert.equal(answer.status, 200, target);
    return answer.text();
  };
  server.signIn = async (login) => {
    const answer = await server.get('/sign-in', form({ login, password }, ''));
    assert.equal(answer.status, 303);
    return answer.headers.get('set-cookie').split(';')[0];
  };
  return server;
}

test('known issues are told to those whose products they are about', async (t) => {
  const server = await start(t);
  const nora = await server.signIn('nora');
  const gil = await server.signIn('gil');
  const sue = await server.signIn('sue');

  assert.deepEqual(told(await server.page('/')), ['all', 'printer', 'scanner']);
  for (const target of ['/', '/contact']) {
    assert.deepEqual(told(await server.page(target, nora)), ['all', 'printer'], target);
    assert.deepEqual(told(await server.page(target, gil)), ['all', 'gold', 'printer'], target);
    assert.deepEqual(told(await server.page(target, sue)), ['all', 'scanner'], target);
  }
  assert.match(await server.page('/articles/printer', nora), /A fix is on its way/);
});

test('the product that is chosen goes before what a customer uses', async (t) => {
  const server = await start(t);
  const nora = await server.signIn('nora');
  const html = await server.page('/contact', nora);
  const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
  const fields = { csrf: field('csrf'), once: field('once'), subject: 'It stops', product: 'scanner' };
  const answer = await server.get('/contact/likely', form(fields, nora));

  assert.equal(answer.status, 200);
  assert.deepEqual(told(await answer.text()), ['all', 'scanner']);
});

test('an agent who opens a case sees those of the product', async (t) => {
  const server = await start(t);
  const ann = await server.signIn('ann');
  const html = await server.page('/cases/new', ann);
  const csrf = /name="csrf" value="([^"]*)"/.exec(html)[1];
  const look = async (fields) => told(await (await server.get('/cases/new',
    form({ csrf, action: 'look', ...fields }, ann))).text());

  assert.deepEqual(told(html), []);
  // staff read what is internal; what is no longer or not yet published is no issue
  assert.deepEqual(await look({ customer: 'south' }), ['all', 'scanner']);
  assert.deepEqual((await look({ customer: 'south', product: 'Printer' })).includes('scanner'), false);
  assert.deepEqual((await look({ product: 'Printer' })).includes('draft'), false);
});

test('without a tag nothing is told', async (t) => {
  const server = await start(t, 'known_issue_tag =\n');

  assert.deepEqual(told(await server.page('/')), []);
});
