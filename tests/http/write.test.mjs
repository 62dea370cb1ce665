// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writing articles over HTTP: who may save what, that nothing is written over
// unseen, that no file outside the folder is read or written, and that the
// history keeps what was there.

import assert from 'node:assert/strict';
import {
  existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Server } from './support/server.mjs';
import { addUser, password } from './support/people.mjs';

const published = `---
id: disk-full
title: The disk of the server is full
# a comment that stays
state: published
---
## Symptoms

Nothing can be saved.

## Resolution

1. Remove old files.
`;
const rough = published.replace('disk-full', 'rough-disk').replace('published', 'draft')
  .replace('The disk', 'A rough disk');

describe('writing', () => {
  let server;
  const cookies = {};
  const csrf = {};

  const page = async (login, target) => {
    const answer = await server.get(target, { headers: { cookie: cookies[login] ?? '', accept: 'text/html' } });
    return { status: answer.status, html: await answer.text() };
  };
  const send = async (login, target, fields, headers = {}) => {
    const answer = await server.get(target, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie: cookies[login], ...headers,
      },
      body: new URLSearchParams({ csrf: csrf[login], ...fields }).toString(),
    });
    return { status: answer.status, to: answer.headers.get('location'), html: await answer.text() };
  };
  const digestOf = async (login, target) =>
    /name="digest" value="([0-9a-f]{32})"/.exec((await page(login, target)).html)[1];
  const fileOf = (name) => readFileSync(path.join(server.articles, name), 'utf8');
  const save = async (login, id, text, action = 'save') => send(login, `/write/${id}`, {
    action, text, digest: await digestOf(login, `/write/${id}`),
  });

  before(async () => {
    server = await Server.start({ after() {} }, {
      files: { 'disk.md': published, 'rough.md': rough },
    });
    for (const [login, role] of [['wanda', 'writer'], ['anna', 'agent'], ['sal', 'sales']]) {
      addUser(server, login, role);
      const answer = await server.get('/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        body: new URLSearchParams({ login, password }).toString(),
      });
      cookies[login] = answer.headers.get('set-cookie').split(';')[0];
      [, csrf[login]] = /name="csrf" value="([0-9a-f]{64})"/.exec((await page(login, '/account')).html);
    }
  });
  after(() => server.remove());

  test('the page shows the file, what it looks like, and what the checker finds', async () => {
    const { status, html } = await page('wanda', '/write/disk-full');

    assert.equal(status, 200);
    assert.match(html, /# a comment that stays/);
    assert.match(html, /<section id="~preview"[\s\S]*<li>Remove old files\./);
    assert.match(html, /Nothing to mend\./);
    const looked = await send('wanda', '/write/disk-full', {
      action: 'preview', digest: '', text: published.replace('old files', 'the the old files'),
    });
    assert.match(looked.html, /data-line="13">Line 13<\/a>: &quot;the&quot; stands twice|data-line="13">Line 13<\/a>: "the" stands twice/);
    assert.equal(fileOf('disk.md'), published);
  });

  test('each address that an article had leads on, and its history goes with it', async () => {
    const first = published.replace('disk-full', 'lamp-one').replace('The disk', 'The lamp');
    server.write('lamp.md', first);
    server.index();
    assert.equal((await save('wanda', 'lamp-one', first.replace('old files', 'old bulbs'))).status, 303);
    const second = first.replace('id: lamp-one', 'id: lamp-two\nreplaces: [lamp-one]');
    assert.equal((await save('wanda', 'lamp-one', second)).status, 303);
    server.index();
    const lost = await save('wanda', 'lamp-two', second.replace('lamp-two', 'lamp-three').replace('[lamp-one]', '[lamp-two]'));
    assert.equal(lost.status, 400);
    assert.match(lost.html, /An older address was 'lamp-one'|An older address was &#39;lamp-one&#39;/);
    const third = second.replace('lamp-two', 'lamp-three').replace('[lamp-one]', '[lamp-one, lamp-two]');
    assert.equal((await save('wanda', 'lamp-two', third)).status, 303);
    server.index();
    for (const id of ['lamp-one', 'lamp-two']) {
      const answer = await server.get(`/articles/${id}`, { redirect: 'manual' });
      assert.deepEqual([answer.status, answer.headers.get('location')], [301, '/articles/lamp-three']);
    }
    const { html } = await page('wanda', '/write/lamp-three');
    const events = [...html.matchAll(/wanda changed it( <span class="soft">\(as ([a-z-]+)\))?/g)].map((match) => match[2] ?? '');
    assert.deepEqual(events, ['', 'lamp-two', 'lamp-one']);
    const versions = [...html.matchAll(/version=([0-9a-f]{32})/g)].map((match) => match[1]);
    const oldest = (await page('wanda', `/write/lamp-three?version=${versions.at(-1)}`)).html;
    assert.match(oldest, /class="gone"><td>gone<\/td><td><code>id: lamp-one/);
  });

  test('saving writes the file and says so, and the history keeps both texts', async () => {
    const changed = published.replace('old files', 'older files');
    const answer = await save('wanda', 'disk-full', changed);

    assert.equal(answer.status, 303);
    assert.equal(answer.to, '/write/disk-full?done=saved');
    assert.equal(fileOf('disk.md'), changed);
    const { html } = await page('wanda', answer.to);
    assert.match(html, /role="status">Saved\./);
    assert.match(html, /wanda changed it/);
    assert.match(html, /as it was before/);
    const version = /as it was before <a href="\/write\/disk-full\?version=([0-9a-f]{32})/.exec(html)[1];
    const compared = await page('wanda', `/write/disk-full?version=${version}`);
    assert.match(compared.html, /class="gone"><td>gone<\/td><td><code>1\. Remove old files\./);
    assert.match(compared.html, /class="new"><td>new<\/td><td><code>1\. Remove older files\./);
    const restored = await send('wanda', '/write/disk-full', {
      restore: version, text: changed, digest: await digestOf('wanda', '/write/disk-full'),
    });
    assert.match(restored.html, /<textarea id="~text"[^>]*>\n[\s\S]*1\. Remove old files\./);
    assert.equal(fileOf('disk.md'), changed);
    assert.equal((await save('wanda', 'disk-full', published)).status, 303);
  });

  test('what changed meanwhile is not written over, and both texts are shown', async () => {
    const digest = await digestOf('wanda', '/write/disk-full');
    const other = published.replace('old files', 'logs');
    server.write('disk.md', other);
    const mine = published.replace('old files', 'caches');
    const answer = await send('wanda', '/write/disk-full', { action: 'save', text: mine, digest });

    assert.equal(answer.status, 409);
    assert.equal(fileOf('disk.md'), other);
    assert.match(answer.html, /<textarea id="~text"[^>]*>\n[\s\S]*Remove caches\./);
    assert.match(answer.html, /<textarea id="~other-text"[^>]*>\n[\s\S]*Remove logs\./);
    const [, newer] = /name="digest" value="([0-9a-f]{32})"/.exec(answer.html);
    assert.notEqual(newer, digest);
    const again = await send('wanda', '/write/disk-full', { action: 'save', text: mine, digest: newer });
    assert.equal(again.status, 303);
    assert.equal(fileOf('disk.md'), mine);
  });

  test('two who save at once: one wins, the other is told', async () => {
    const digest = await digestOf('wanda', '/write/disk-full');
    const texts = ['one', 'two', 'three', 'four'].map((word) => published.replace('old', word));
    const answers = await Promise.all(texts.map((text) =>
      send('wanda', '/write/disk-full', { action: 'save', text, digest })));
    const statuses = answers.map(({ status }) => status).sort();

    assert.deepEqual(statuses, [303, 409, 409, 409]);
    const winner = answers.findIndex(({ status }) => status === 303);
    assert.equal(fileOf('disk.md'), texts[winner]);
  });

  test('who may only draft changes drafts, and leaves them drafts', async () => {
    const text = rough.replace('old files', 'files');

    assert.equal((await save('anna', 'rough-disk', text)).status, 303);
    assert.equal(fileOf('rough.md'), text);
    const raised = await save('anna', 'rough-disk', text.replace('state: draft', 'state: published'));
    assert.equal(raised.status, 403);
    assert.match(raised.html, /state: published/);
    assert.match(raised.html, /Only who may publish/);
    assert.equal((await save('anna', 'rough-disk', text, 'published')).status, 403);
    const silent = await save('anna', 'rough-disk', text.replace('state: draft\n', ''));
    assert.equal(silent.status, 403);
    const before = fileOf('disk.md');
    assert.equal((await save('anna', 'disk-full', before.replace('state: published', 'state: draft'))).status, 403);
    assert.equal(fileOf('disk.md'), before);
    assert.equal(fileOf('rough.md'), text);
    assert.equal((await page('sal', '/write/rough-disk')).status, 403);
    assert.equal((await page('nobody', '/write/rough-disk')).status, 401);
  });

  test('a state is changed in its line and nowhere else', async () => {
    const text = fileOf('rough.md');
    const answer = await save('wanda', 'rough-disk', text, 'reviewed');

    assert.equal(answer.to, '/write/rough-disk?done=reviewed');
    const today = new Date().toISOString().slice(0, 10);
    assert.equal(fileOf('rough.md'), text.replace('state: draft\n---', `state: reviewed\nreviewed: ${today}\n---`));
    assert.match((await page('wanda', '/write/rough-disk')).html, /wanda reviewed it/);
  });

  test('what is marked for removal is not published, and internal is said to be so', async () => {
    server.write('marked.md', '---\nstate: draft\n---\n# Marked\n\nCall [remove: Bo Lund].\n');
    server.write('inner.md', '---\nstate: draft\naccess: internal\n---\n# Inner\n\nText.\n');
    server.index();
    const refused = await save('wanda', 'marked', fileOf('marked.md'), 'published');
    assert.equal(refused.status, 400);
    assert.match(refused.html, /line 7 still says \[remove: \.\.\.\]/);
    assert.match(refused.html, /Call \[remove: Bo Lund\]\./);
    assert.match(fileOf('marked.md'), /state: draft/);
    assert.match((await page('wanda', '/articles/marked')).html, /draft<\/span>.*Customers do not see this/);
    assert.doesNotMatch((await page('wanda', '/articles/disk-full')).html, /Customers do not see this/);
    const inner = await save('wanda', 'inner', fileOf('inner.md'), 'published');
    assert.match((await page('wanda', inner.to)).html, /published for staff alone: its access is internal/);
  });

  test('a new article is a new file; a name that is taken or odd is refused', async () => {
    const make = (name, text = rough.replace('rough-disk', 'brand-new')) =>
      send('anna', '/write', { action: 'save', name, text, digest: '' });

    assert.match((await page('anna', '/write')).html, /## Symptoms/);
    const made = await make('disks/brand-new');
    assert.equal(made.to, '/write/disks/brand-new?done=made');
    assert.ok(existsSync(path.join(server.articles, 'disks/brand-new.md')));
    assert.equal((await page('anna', '/write/disks/brand-new')).status, 200);
    assert.equal((await make('disks/brand-new')).status, 409);
    assert.equal((await make('disk-full')).status, 409);
    for (const name of ['', '../out', '/etc/passwd', 'a//b', '.hidden', 'a/.b', 'a b', 'x\u0000y', 'y'.repeat(201)]) {
      const refused = await make(name);

      assert.equal(refused.status, 400, name);
      assert.match(refused.html, /brand-new/);
    }
    assert.ok(!existsSync(path.join(server.folder, 'out.md')));
  });

  test('no link leads out of the folder', async () => {
    const outside = path.join(server.folder, 'outside');
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'there.md'), rough);
    symlinkSync(outside, path.join(server.articles, 'way'));
    symlinkSync(path.join(outside, 'there.md'), path.join(server.articles, 'direct.md'));
    const make = (name) => send('anna', '/write', { action: 'save', name, text: rough, digest: '' });

    assert.equal((await make('way/new')).status, 403);
    assert.ok(!existsSync(path.join(outside, 'new.md')));
    assert.equal((await page('wanda', '/write/direct')).status, 404);
    assert.equal((await page('wanda', '/write/way/there')).status, 404);
    assert.equal(readFileSync(path.join(outside, 'there.md'), 'utf8'), rough);
  });

  test('what stands above the text must be readable before a state is set', async () => {
    const broken = '---\nid: broken\ntitle: "no end\nstate: draft\n---\n# Broken\n\nText.\n';
    server.write('broken.md', broken);
    server.index();
    const refused = await save('wanda', 'broken', broken, 'published');

    assert.equal(refused.status, 400);
    assert.match(refused.html, /Nothing was saved: what stands above the text cannot be read, line \d+\./);
    assert.equal(fileOf('broken.md'), broken);
  });

  test('the history is found by the id of the article, not by the name of its file', async () => {
    const text = rough.replace('rough-disk', 'named-otherwise');
    const made = await send('anna', '/write', { action: 'save', name: 'by-name', text, digest: '' });

    assert.match((await page('anna', made.to)).html, /anna made it/);
    server.index();
    assert.match((await page('anna', '/write/named-otherwise')).html, /anna made it/);
  });

  test('an address that readers have is not given up without saying where it went', async () => {
    server.write('moved.md', published.replace('disk-full', 'moved-old').replace('The disk', 'The moved disk'));
    server.index();
    const text = fileOf('moved.md').replace('id: moved-old', 'id: moved-new');
    const refused = await save('wanda', 'moved-old', text);

    assert.equal(refused.status, 400);
    assert.match(refused.html, /write &#39;replaces: \[moved-old\]|write 'replaces: \[moved-old\]'/);
    const saved = await save('wanda', 'moved-old', text.replace('id: moved-new', 'id: moved-new\nreplaces: [moved-old]'));
    assert.equal(saved.status, 303);
    server.index();
    const led = await server.get('/articles/moved-old', { redirect: 'manual' });
    assert.equal(led.status, 301);
    assert.equal(led.headers.get('location'), '/articles/moved-new');
    assert.equal((await page('wanda', saved.to)).status, 200);
  });

  test('the rules and words of the folder count on the page', async () => {
    const text = rough.replace('rough-disk', 'words').replace('Nothing can', 'Nothing in in Zorbleflax cann');
    const preview = async () => (await send('wanda', '/write/disk-full', { action: 'preview', digest: '', text })).html;

    assert.match(await preview(), /word-doubled/);
    server.write('check.conf', 'off: word-doubled\n');
    server.write('check.words', 'cann\n');
    const html = await preview();
    assert.doesNotMatch(html, /word-doubled/);
    assert.doesNotMatch(html, /&quot;cann&quot;|"cann"/);
    unlinkSync(path.join(server.articles, 'check.conf'));
    unlinkSync(path.join(server.articles, 'check.words'));
  });

  test('a forged form changes nothing', async () => {
    const before = fileOf('disk.md');
    const digest = await digestOf('wanda', '/write/disk-full');

    assert.equal((await send('wanda', '/write/disk-full', { action: 'save', text: 'x', digest, csrf: '' })).status, 403);
    assert.equal((await send('wanda', '/write/disk-full', { action: 'save', text: 'x', digest }, {
      'sec-fetch-site': 'cross-site',
    })).status, 403);
    assert.equal(fileOf('disk.md'), before);
  });

  test('markup of a text stays text on the page', async () => {
    const text = `${published}\n</textarea><script>alert(1)</script>\n`;
    const { html } = await send('wanda', '/write/disk-full', { action: 'preview', digest: '', text });

    assert.ok(!html.includes('<script>alert(1)'));
    assert.match(html, /&lt;\/textarea&gt;&lt;script&gt;/);
  });

  test('the page says who brought it to its state, and what publishing does later or again', async () => {
    const made = rough.replace('rough-disk', 'stated').replace('A rough', 'A stated');
    server.write('stated.md', made);
    server.index();
    const publish = () => send('wanda', '/write/stated', { action: 'published', text: fileOf('stated.md'), digest });
    let digest = await digestOf('wanda', '/write/stated');
    assert.match((await publish()).to, /done=published$/);
    const head = (html) => html.slice(html.indexOf('<h1>'), html.indexOf('<textarea'));
    assert.match(head((await page('wanda', '/write/stated')).html),
      />published<\/span> <span class="soft">by wanda, /);
    // the file says another state since
    server.write('stated.md', made.replace('state: draft', 'state: reviewed'));
    assert.doesNotMatch(head((await page('wanda', '/write/stated')).html), /by wanda, /);

    server.write('stated.md', made.replace('state: draft', 'state: draft\npublish_on: 2999-01-01'));
    digest = await digestOf('wanda', '/write/stated');
    const later = await publish();
    assert.match((await page('wanda', later.to)).html, /role="status">It is published when the time of its publish_on has come\./);
    // what readers had goes from them, and that is said
    const plain = made.replace('state: draft', 'state: published');
    server.write('stated.md', plain);
    digest = await digestOf('wanda', '/write/stated');
    const away = await send('wanda', '/write/stated', { action: 'save', digest,
      text: plain.replace('state: published', 'state: published\npublish_on: 2999-01-01') });
    assert.match((await page('wanda', away.to)).html, /role="status">It is saved, and gone from readers until/);
    server.write('stated.md', made.replace('state: draft', 'state: published\nunpublish_on: 2020-01-01'));
    const over = await page('wanda', '/write/stated');
    assert.match(head(over.html), />archived<\/span>/);
    digest = await digestOf('wanda', '/write/stated');
    assert.match((await publish()).to, /done=published$/);
    assert.doesNotMatch(fileOf('stated.md'), /unpublish_on/);
    assert.match(fileOf('stated.md'), /^state: published$/m);
  });
});
