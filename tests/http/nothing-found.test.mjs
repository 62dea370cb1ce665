// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the results page offers when nothing is found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from './support/server.mjs';

// The offers, each as the query of its link and its text.
async function offers(server, query) {
  const answer = await server.get(`/search?${query}`);
  assert.equal(answer.status, 200, query);
  const page = await answer.text();
  assert.match(page, /<h1><b>No article<\/b>/, query);
  const list = /These searches do find something<\/h2>\n<ul>([^]*?)<\/ul>/.exec(page)?.[1] ?? '';
  return [...list.matchAll(/<li><a href="\/search\?([^"]*)">(.*?)<\/a>/g)]
    .map(([, link, text]) => [link.replaceAll('&amp;', '&'), text.replace(/<\/?b>/g, '')]);
}

test('words are offered without the quotes that no article fits', async (t) => {
  const server = await Server.start(t);
  assert.deepEqual(await offers(server, 'q=%22space+device%22'),
    [['q=space%20device', 'Search for space device without quotes']]);
  assert.deepEqual(await offers(server, 'q=%E2%80%9Cspace+device%E2%80%9D'),
    [['q=space%20device', 'Search for space device without quotes']]);
  // filters stay, also those in the box, and so does what is excluded
  assert.deepEqual(await offers(server, 'q=%22space+device%22+product:%22Linux+storage%22&tag=disk'), [
    ['q=space%20device%20product%3A%22Linux%20storage%22&tag=disk',
      'Search for space device product:"Linux storage" without quotes'],
    ['q=space%20device&tag=disk', 'Search for space device'],
  ]);
  assert.deepEqual((await offers(server, 'q=%22space+device%22+-%22the+toner%22'))[0],
    ['q=space%20device%20-%22the%20toner%22', 'Search for space device -"the toner" without quotes']);
});

test('what finds nothing without quotes either is not offered', async (t) => {
  const server = await Server.start(t);
  assert.deepEqual(await offers(server, 'q=%22zebra+quagga%22'), []);
  assert.deepEqual(await offers(server, 'q=%22space+device%22+product:Zebra'),
    [['q=space%20device', 'Search for space device']]);
});
