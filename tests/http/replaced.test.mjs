// SPDX-License-Identifier: GPL-2.0-or-later
//
// Former addresses: what was merged or renamed leads on by one step, to what
// whoever asks may read, on the page and by the API, and never in a circle.

import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { join } from './support/people.mjs';
import { Server } from './support/server.mjs';

const article = (id, lines, words = 'Kappa tape') => `---\n${id ? `id: ${id}\n` : ''}${lines}---\n# ${words} ${id}\n\nText.\n`;

describe('former addresses', () => {
  let server;
  let wanda; // writer

  const asked = async (target, headers = {}) => {
    const answer = await server.get(target, { headers });
    await answer.arrayBuffer();
    return [answer.status, answer.headers.get('location')];
  };
  // by the API and on the page, to everybody
  const leads = async (id) => {
    const [api, page] = [await asked(`/api/v1/articles/${id}`), await asked(`/articles/${id}`, { accept: 'text/html' })];
    assert.deepEqual(page, [{ 308: 301 }[api[0]] ?? api[0], api[1]?.replace('/api/v1', '') ?? null]);
    return api[1] ?? api[0];
  };

  before(async () => {
    server = await Server.start({ after() {} }, {
      files: {
        'merged.md': article('merged', 'replaces: [first, second, "with space"]\n'),
        'secret.md': article('secret', 'access: internal\nreplaces: [hidden-old]\n'),
        'draft.md': article('rough', 'state: draft\nreplaces: [rough-old]\n'),
        'both-a.md': article('both-a', 'replaces: [both-b]\n'),
        'both-b.md': article('both-b', 'replaces: [both-a]\n'),
        'self.md': article('self', 'replaces: [self]\n'),
        // a -> b -> c, and b can be read by staff alone
        'chain-b.md': article('chain-b', 'state: archived\nreplaces: [chain-a]\n'),
        'chain-c.md': article('chain-c', 'replaces: [chain-b]\n'),
        'moved.md': article('kept-id', ''),
        'plain.md': article('', ''),
      },
    });
    wanda = join(server, 'wanda', 'writer');
  });
  after(() => server.remove());

  test('what was merged leads to the one that stands for it', async () => {
    assert.equal(await leads('merged'), 200);
    assert.equal(await leads('first'), '/api/v1/articles/merged');
    assert.equal(await leads('second'), '/api/v1/articles/merged');
    assert.equal(await leads('with%20space'), '/api/v1/articles/merged');
    assert.equal(await leads('third'), 404);
    assert.deepEqual(await asked('/api/v1/related/first?limit=3'), [308, '/api/v1/related/merged?limit=3']);
  });

  test('what may not be read is not told by where an address leads', async () => {
    assert.equal(await leads('hidden-old'), 404);
    assert.equal(await leads('rough-old'), 404);
    const staff = await wanda('GET', '/api/v1/articles/hidden-old');
    assert.deepEqual([staff.status, staff.headers.get('location')], [308, '/api/v1/articles/secret']);
  });

  test('nobody is led in a circle', async () => {
    for (const id of ['both-a', 'both-b', 'self']) assert.equal(await leads(id), 200);
    rmSync(path.join(server.articles, 'both-b.md'));
    server.index();
    assert.equal(await leads('both-b'), '/api/v1/articles/both-a');
    rmSync(path.join(server.articles, 'both-a.md'));
    server.index();
    for (const id of ['both-a', 'both-b']) assert.equal(await leads(id), 404);
  });

  test('a step through what may not be read is not taken', async () => {
    assert.equal(await leads('chain-b'), '/api/v1/articles/chain-c');
    assert.equal(await leads('chain-a'), 404);
    // so whoever replaces says all former ids
    server.write('chain-c.md', article('chain-c', 'replaces: [chain-b, chain-a]\n'));
    server.index();
    assert.equal(await leads('chain-a'), '/api/v1/articles/chain-c');
  });

  test('a file that moves keeps its address by its id, or says the former one', async () => {
    renameSync(path.join(server.articles, 'moved.md'), path.join(server.articles, 'elsewhere.md'));
    renameSync(path.join(server.articles, 'plain.md'), path.join(server.articles, 'plainer.md'));
    server.index();
    assert.equal(await leads('kept-id'), 200);
    assert.equal(await leads('plain'), 404);
    assert.equal(await leads('plainer'), 200);
    server.write('plainer.md', article('', 'replaces: [plain]\n'));
    server.index();
    assert.equal(await leads('plain'), '/api/v1/articles/plainer');
    // the texts of articles are found by former addresses too
    const read = await wanda('GET', '/api/v1/article-source/plain');
    assert.equal(read.body.path, 'plainer.md');
  });
});
