// SPDX-License-Identifier: GPL-2.0-or-later
//
// Completions, counts and related articles over HTTP: what helped others is
// offered to the next, and what is secret changes not one byte.

import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { addToken, addUser } from './support/people.mjs';
import { articles, run, Server } from './support/server.mjs';

// Ask as somebody at another address of this machine.
function getFrom(server, localAddress, path, method = 'GET', token = undefined) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  return new Promise((resolve, reject) => {
    http.request({ host: '127.0.0.1', port: server.port, path, method, localAddress, headers, agent: false },
      (response) => response.resume().on('end', () => resolve(response.statusCode)))
      .on('error', reject).end();
  });
}

const complete = async (server, q) =>
  (await (await server.get(`/api/v1/complete?q=${encodeURIComponent(q)}`)).json()).completions;

// A new server has learned from what the one before has recorded.
async function searchesAfterRestart(server, q) {
  await server.kill('SIGTERM');
  await server.serve();
  return (await complete(server, q)).filter(({ kind }) => kind === 'search');
}

// The clock stands: a visit that went on past midnight would be two.
const noon = Date.UTC(2026, 0, 31, 12) / 1000;

test('a search that helped five visitors is offered to the sixth', async (t) => {
  const server = await Server.start(t, { now: noon });
  const visit = async (address) => {
    assert.equal(await getFrom(server, address, '/search?q=Disk+quota'), 200);
    assert.equal(await getFrom(server, address, '/articles/a%2520b/c?q=Disk+quota'), 200);
    // nobody opens anything of this one
    assert.equal(await getFrom(server, address, '/search?q=disk+full'), 200);
  };
  for (let visitor = 2; visitor <= 5; visitor += 1) await visit(`127.0.0.${visitor}`);
  assert.deepEqual(await searchesAfterRestart(server, 'disk'), []);
  await visit('127.0.0.6');
  assert.deepEqual(await searchesAfterRestart(server, 'disk'), [{
    kind: 'search', text: 'Disk quota', html: '<mark>Disk</mark> quota',
    url: '/search?q=Disk%20quota',
  }]);
});

test('what helped those who may read more is not offered to everybody', async (t) => {
  const server = await Server.start(t, { now: noon });
  addUser(server, 'anna', 'agent');
  assert.equal(run(['import', 'customers', '-', '--data', server.data], { input: '{"key":"acme"}\n' }).status, 0);
  addUser(server, 'kim', 'customer', '--customer', 'acme', '--group', 'gold');
  addUser(server, 'bo', 'customer', '--customer', 'acme');
  const visits = async (from, token) => {
    for (let visitor = from; visitor < from + 5; visitor += 1) {
      const address = `127.0.0.${visitor}`;
      assert.equal(await getFrom(server, address, '/search?q=Disk+quota', 'GET', token), 200);
      assert.equal(await getFrom(server, address, '/articles/a%2520b/c?q=Disk+quota', 'GET', token), 200);
    }
  };
  await visits(10, addToken(server, 'anna', ['articles:internal']));
  await visits(20, addToken(server, 'kim', ['cases:own']));
  assert.deepEqual(await searchesAfterRestart(server, 'disk'), []);
  // a customer in no group reads what everybody does
  await visits(30, addToken(server, 'bo', ['cases:own']));
  assert.equal((await searchesAfterRestart(server, 'disk')).length, 1);
});

test('an article is opened by reading it, not by asking for its head', async (t) => {
  const server = await Server.start(t, { now: noon });
  const address = '/articles/a%2520b/c?q=Disk+quota';
  for (let visitor = 2; visitor <= 6; visitor += 1) {
    const from = `127.0.0.${visitor}`;
    assert.equal(await getFrom(server, from, '/search?q=Disk+quota'), 200);
    assert.equal(await getFrom(server, from, address, visitor === 6 ? 'HEAD' : 'GET'), 200);
  }
  assert.deepEqual(await searchesAfterRestart(server, 'disk'), []);
});

test('what is secret changes not one byte', async (t) => {
  const secret = {
    'secret.md': '---\naccess: internal\n---\n# Secret disk trick 0xDEADBEEF\n\nNo space left.\n',
    'draft.md': '---\nstate: draft\nproducts: [Linux storage]\ntags: [disk]\n---\n# Disk drafts\n\nQuota.\n',
    'groups.md': '---\naccess: restricted\ngroups: [a]\nversions: ["9"]\n---\n# Disk groups\n\nQuota.\n',
  };
  const { 'secret.md': gone, ...open } = articles;
  const one = await Server.start(t, { files: open, writtenAt: noon });
  const other = await Server.start(t, { files: { ...open, ...secret }, writtenAt: noon });
  assert.ok(gone);
  for (const target of ['/api/v1/complete?q=d', '/api/v1/complete?q=disk', '/api/v1/complete?q=secr',
    '/api/v1/complete?q=0xdead', '/api/v1/complete?q=quota', '/api/v1/facets', '/api/v1/facets?q=disk',
    '/api/v1/related/disk-full', '/api/v1/related/a%2520b/c', '/api/v1/related/secret?limit=3',
    '/api/v1/search?q=disk&partial=1', '/api/v1/search?q=secrt&facets=1', '/api/v1/search?q=dsk',
    '/search?q=disk', '/search?q=secret', '/search?q=dsik', '/articles/disk-full?q=disk+secret']) {
    const [a, b] = await Promise.all([one, other].map(async (server) => {
      const response = await server.get(target);
      return `${response.status} ${await response.text()}`
        .replace(/"took_us":\d+/g, '').replace(/"request_id":"\w+"/, '').replace(/<code>\w+<\/code>/g, '');
    }));
    assert.equal(b, a, target);
  }
});

test('whatever was typed is answered, and fast', async (t) => {
  const server = await Server.start(t);
  for (const typed of ['', ' ', '"', '-', '%', '*', '\u0000', '\u{1F980}', '\u0301', '\u202e', '<b>',
    "' OR 1=1 --", '(.*)+$', 'a'.repeat(600), 'x '.repeat(200), '日本', 'AND OR NOT', 'title:', '0x8007']) {
    const response = await server.get(`/api/v1/complete?q=${encodeURIComponent(typed)}`);
    assert.equal(response.status, 200, typed);
    assert.ok(Array.isArray((await response.json()).completions), typed);
  }
});
