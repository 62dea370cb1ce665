// SPDX-License-Identifier: GPL-2.0-or-later
//
// Completions, counts and related articles over HTTP: what helped others is
// offered to the next, and what is secret changes not one byte.

import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { articles, Server } from './support/server.mjs';

// Ask as somebody at another address of this machine.
function getFrom(server, localAddress, path) {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: server.port, path, localAddress, agent: false },
      (response) => response.resume().on('end', () => resolve(response.statusCode)))
      .on('error', reject);
  });
}

const complete = async (server, q) =>
  (await (await server.get(`/api/v1/complete?q=${encodeURIComponent(q)}`)).json()).completions;

test('a search that helped five visitors is offered to the sixth', async (t) => {
  const server = await Server.start(t);
  for (let visitor = 2; visitor <= 6; visitor += 1) {
    const address = `127.0.0.${visitor}`;
    assert.equal(await getFrom(server, address, '/search?q=Disk+quota'), 200);
    assert.equal(await getFrom(server, address, '/articles/a%2520b/c?q=Disk+quota'), 200);
    // four opened nothing of this one
    assert.equal(await getFrom(server, address, '/search?q=disk+full'), 200);
  }
  assert.deepEqual((await complete(server, 'disk')).filter(({ kind }) => kind === 'search'), []);
  await server.kill('SIGTERM');
  await server.serve();
  assert.deepEqual((await complete(server, 'disk')).filter(({ kind }) => kind === 'search'), [{
    kind: 'search', text: 'Disk quota', html: '<mark>Disk</mark> quota',
    url: '/search?q=Disk%20quota',
  }]);
});

test('what is secret changes not one byte', async (t) => {
  const secret = {
    'secret.md': '---\naccess: internal\n---\n# Secret disk trick 0xDEADBEEF\n\nNo space left.\n',
    'draft.md': '---\nstate: draft\nproducts: [Linux storage]\ntags: [disk]\n---\n# Disk drafts\n\nQuota.\n',
    'groups.md': '---\naccess: restricted\ngroups: [a]\nversions: ["9"]\n---\n# Disk groups\n\nQuota.\n',
  };
  const { 'secret.md': gone, ...open } = articles;
  const one = await Server.start(t, { files: open });
  const other = await Server.start(t, { files: { ...open, ...secret } });
  assert.ok(gone);
  for (const target of ['/api/v1/complete?q=d', '/api/v1/complete?q=disk', '/api/v1/complete?q=secr',
    '/api/v1/complete?q=0xdead', '/api/v1/complete?q=quota', '/api/v1/facets', '/api/v1/facets?q=disk',
    '/api/v1/related/disk-full', '/api/v1/related/a%2520b/c', '/api/v1/related/secret?limit=3',
    '/api/v1/search?q=disk&partial=1', '/api/v1/search?q=secrt&facets=1', '/api/v1/search?q=dsk',
    '/search?q=disk', '/search?q=secret', '/search?q=dsik', '/articles/disk-full?q=disk+secret']) {
    const [a, b] = await Promise.all([one, other].map(async (server) => {
      const response = await server.get(target);
      return `${response.status} ${await response.text()}`
        .replace(/"took_us":\d+/g, '').replace(/"updated":"[^"]+"/g, '').replace(/"request_id":"\w+"/, '').replace(/<code>\w+<\/code>/g, '');
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
