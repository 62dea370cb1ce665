// SPDX-License-Identifier: GPL-2.0-or-later
//
// A real site for one test file: a fresh data folder, the articles of corpus/
// and some of the test's own, `solvent serve` on a free port, and a browser
// with a fresh profile. Everything ends with the test file.
//
// SOLVENT_BIN (or SOLVENT) names the program, CHROMIUM the browser.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const program = [
  process.env.SOLVENT_BIN,
  process.env.SOLVENT,
  path.join(root, 'build/dev/solvent'),
  path.join(root, 'build/asan/solvent'),
  path.join(root, 'build/release/solvent'),
].find((name) => name && existsSync(name));

// Only ends what would never come: a machine may be slow.
const limitMs = 300_000;

const axeSource = createRequire(import.meta.url)('axe-core').source;

// Articles that the corpus cannot promise to have.
export const ownArticles = {
  'own/secret.md': `---
id: own-secret
title: The zebra procedure
access: internal
---
Only for the desk: zebrafish.
`,
  'own/hostile.md': `---
id: own-hostile
title: '<script>alert(1)</script> "quotes" & <b>tags</b>'
products: ['<i>Prod</i> & "uct"']
owner: <u>desk</u>
---
# <img src=x onerror=alert(1)>

Text with <script>alert(2)</script> quokka and [a link](javascript:alert(3)).

## Symptoms <b>bold</b>

It shows \`<code>\` & more.

## Reply

Hello {{customer.name}}, quokkareply.
`,
  'own/wide.md': `---
id: own-wide
title: An article that is wider than any phone
products: [Wallaby]
versions: ["1.0"]
tags: [wide]
reviewed: 2026-01-31
owner: the wallaby desk
---
# An article that is wider than any phone

## Symptoms

A wombat prints this:

\`\`\`text
${'wombat '.repeat(40)}
\`\`\`

## Cause

| ${Array.from({ length: 12 }, (_, i) => `Column ${i}`).join(' | ')} |
| ${'--- | '.repeat(12)}
| ${Array.from({ length: 12 }, (_, i) => `a long value ${i}`).join(' | ')} |

## Resolution

1. Type this:

   \`\`\`sh
   wombat --reset
   \`\`\`

2. Read https://example.com/${'a-very-long-address/'.repeat(20)}

> [!WARNING]
> A wombat bites.

> [!NOTE]
> It sleeps by day.

### On a phone

The same.

## Workaround

Take a ${'W'.repeat(120)}.
`,
};

function run(...args) {
  const result = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(result.status, 0, `${args.join(' ')}: ${result.stderr}`);
  return result;
}

// Any command of the program, with something on its standard input.
export function command(args, input = '') {
  const result = spawnSync(program, args, { encoding: 'utf8', input });
  assert.equal(result.status, 0, `${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

// Start `solvent serve`; resolves once it says where it listens.
async function serve(data, args, isFollowing) {
  const child = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0',
    ...(isFollowing ? [] : ['--no-index']), '--log-level', 'warning', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (text) => { log += text; });
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  const base = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /^listening on (http:\S+)/.exec(line);
      if (match) resolve(match[1]);
    });
    ended.then((code) => reject(new Error(`serve ended with ${code}: ${log}`)));
  });
  return {
    base,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      assert.equal(await ended, 0, log);
    },
  };
}

// options: config (lines; OWN_ARTICLES is the folder of `articles`), articles
// (path to text), isEmpty (nothing indexed)
// isFollowing: the server's own indexer keeps the index in step.
// prepare: called with the data folder, indexed, before the server starts.
export async function startSite({
  config = '', articles = ownArticles, isEmpty = false, isFollowing = false, prepare,
} = {}) {
  assert.ok(program, 'no solvent program: set SOLVENT_BIN');
  const folder = mkdtempSync(path.join(tmpdir(), 'solvent-browser-'));
  const data = path.join(folder, 'data');
  const own = path.join(folder, 'articles');
  mkdirSync(own);
  for (const [name, text] of Object.entries(articles)) {
    mkdirSync(path.dirname(path.join(own, name)), { recursive: true });
    writeFileSync(path.join(own, name), text);
  }
  writeFileSync(path.join(folder, 'solvent.conf'), config.replace('OWN_ARTICLES', own));
  if (!isEmpty) run('index', '--data', data, path.join(root, 'corpus/articles'), own);
  prepare?.(data, own);
  const server = await serve(data, ['--config', path.join(folder, 'solvent.conf')], isFollowing);
  return {
    base: server.base,
    data,
    own,
    log: server.log,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

// What `serve` says and returns when it cannot start.
export function serveFails(config) {
  const folder = mkdtempSync(path.join(tmpdir(), 'solvent-browser-'));
  const file = path.join(folder, 'solvent.conf');
  writeFileSync(file, config);
  const result = spawnSync(program, ['serve', '--data', path.join(folder, 'data'),
    '--listen', '127.0.0.1:0', '--no-index', '--config', file], { encoding: 'utf8', timeout: limitMs });
  rmSync(folder, { recursive: true });
  return result;
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    timeout: limitMs,
  });
}

export const phone = { viewport: { width: 360, height: 740 } };
export const desk = { viewport: { width: 1280, height: 860 } };

// A page in a context of its own. What the browser complains about (a script
// error, a breach of the content security policy) fails the test through
// page.complaints.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ ...desk, ...options });
  context.setDefaultTimeout(limitMs);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/the server responded with a status of/.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  return page;
}

// The first page, when its box has the focus: keys pressed earlier are lost.
export async function openHome(browser, site, options = {}) {
  const page = await open(browser, options);
  await goHome(page, site);
  return page;
}

export async function goHome(page, site) {
  await page.goto(site.base);
  await page.locator('[name=q]:focus').waitFor();
}

// Follow a link to another page, and wait until that is there: what is read right
// after a click may still be of the page before.
export async function follow(page, link, address) {
  const arrival = page.waitForEvent('domcontentloaded');
  await link.click();
  await arrival;
  await page.waitForURL(address);
}

export async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

// Nothing that axe-core knows to be in the way of anyone.
export async function assertAccessible(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' ')}`),
    [],
    page.url(),
  );
}

export async function assertNoSidewaysScroll(page) {
  const [content, window] = await page.evaluate(
    () => [document.documentElement.scrollWidth, globalThis.innerWidth]);
  assert.ok(content <= window, `${page.url()} is ${content} wide in a window of ${window}`);
}
