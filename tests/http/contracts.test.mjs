// SPDX-License-Identifier: GPL-2.0-or-later
//
// What customers were promised, over HTTP: contracts by program and by page,
// two who save at once, and who may not.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addUser, join } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { Server, until } from './support/server.mjs';
import { valueOf, Visitor } from './support/visitor.mjs';

const at = '/api/v1/customers/acme/contract';
const page = '/customers/acme';

describe('contracts', () => {
  let server;
  let description;
  let clara; // accounting: may promise
  let anna; // an agent: may not
  const visitors = {};

  const described = (answer, method, path) => {
    const { schema } = description.paths[path][method].responses[answer.status].content['application/json'];
    fits(schema, answer.body, description);
    return answer;
  };

  before(async () => {
    server = await Server.start({ after() {} });
    description = await (await server.get('/openapi.json')).json();
    anna = join(server, 'anna', 'agent');
    clara = join(server, 'clara', 'accounting');
    assert.equal((await anna('PUT', '/api/v1/customers/acme', { name: 'Acme', market: 'Print' })).status, 201);
    for (const [login, role] of [['sam', 'sales'], ['ada', 'admin']]) addUser(server, login, role);
    await until(async () => (await (await server.get('/')).text()).includes('href="/sign-in"'), 'the link to sign in');
    for (const login of ['anna', 'clara', 'sam', 'ada']) visitors[login] = await Visitor.signIn(server, login);
  });

  after(() => server.remove());

  test('a program sets, reads, replaces and removes one', async () => {
    const path = '/api/v1/customers/{key}/contract';
    assert.equal((await clara('GET', at)).status, 404);
    const added = described(await clara('PUT', at, {
      from: '2026-01-01', targets: [{ severity: 1, first_reply_minutes: 15, fix_minutes: null }],
    }, { 'if-none-match': '*' }), 'put', path);
    assert.equal(added.status, 201);
    assert.deepEqual(added.body, {
      customer: 'acme', calendar: 'default', from: '2026-01-01', until: null,
      targets: [{ severity: 1, first_reply_minutes: 15, fix_minutes: null }],
    });
    assert.equal((await clara('PUT', at, added.body, { 'if-none-match': '*' })).status, 412);
    const read = described(await anna('GET', at), 'get', path);
    assert.equal(read.etag, added.etag);
    assert.equal((await anna('GET', at, undefined, { 'if-none-match': read.etag })).status, 304);

    const next = described(await clara('PUT', at, { targets: [{ severity: 2, fix_minutes: 60 }] }, { 'if-match': read.etag }),
      'put', path);
    assert.equal(next.status, 200);
    assert.equal(next.body.from, null);
    assert.equal((await clara('PUT', at, added.body, { 'if-match': read.etag })).status, 412);
    assert.equal((await clara('DELETE', at, undefined, { 'if-match': read.etag })).status, 412);
    assert.equal((await clara('DELETE', at, undefined, { 'if-match': next.etag })).status, 204);
    assert.equal((await clara('DELETE', at)).status, 404);
    const events = (await visitors.ada.get('/api/v1/events?limit=3', 'application/json')).text;
    assert.deepEqual(JSON.parse(events).events.map(({ action, kind, key }) => `${action} ${kind} ${key}`),
      ['remove contract acme', 'update contract acme', 'add contract acme']);
  });

  test('who may not, and what nobody may', async () => {
    assert.equal((await anna('PUT', at, { targets: [{ severity: 1, fix_minutes: 60 }] })).status, 403);
    assert.equal((await anna('DELETE', at)).status, 403);
    assert.equal((await server.get(at)).status, 401);
    for (const [body, status, words] of [
      [{}, 400, /promises nothing/],
      [{ targets: [{ severity: 6, fix_minutes: 60 }] }, 400, /from 1/],
      [{ targets: [{ severity: 1, fix_minutes: 0.5 }] }, 400, /argets\[0\]\.fix_minutes must be a whole number/],
      [{ targets: [{ fix_minutes: 60 }] }, 400, /argets\[0\]\.severity is missing/],
      [{ targets: [3] }, 400, /argets\[0\] must be an object/],
      [{ targets: [{ severity: 1, fix_minutes: 525601 }] }, 400, /525600/],
      [{ targets: [{ severity: 1, first_reply_minutes: 61, fix_minutes: 60 }] }, 400, /before its first reply/],
      [{ targets: [{ severity: 1, fix_minutes: 60 }, { severity: 1, fix_minutes: 90 }] }, 400, /twice/],
      [{ targets: Array(6).fill({ severity: 1, fix_minutes: 60 }) }, 413, /more than 5/],
      [{ targets: [{ severity: 1, fix_minutes: 60 }], from: '2026-02-30' }, 400, /first day/],
      [{ targets: [{ severity: 1, fix_minutes: 60 }], from: '2026-02-03', until: '2026-02-02' }, 400, /before it begins/],
      [{ targets: [{ severity: 1, fix_minutes: 60 }], calendar: 'moon' }, 400, /no calendar/],
    ]) {
      const answer = await clara('PUT', at, body);
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(answer.body.detail, words);
    }
    assert.equal((await clara('PUT', '/api/v1/customers/nobody/contract', { targets: [{ severity: 1, fix_minutes: 60 }] })).status, 404);
    assert.equal((await clara('GET', at)).status, 404); // nothing was half done
  });

  test('on the page: set, changed, taken away; each keeps what was typed', async () => {
    const typed = { action: 'contract', first1: '15m', fix1: '4h', calendar: '', from: '2026-01-01', until: '' };
    const was = valueOf((await visitors.clara.get(page)).text.split('value="contract"')[1], 'was');
    const saved = await visitors.clara.post(page, { ...typed, was });
    assert.equal(saved.status, 303, saved.text);
    const after = (await visitors.clara.get(saved.to)).text;
    assert.match(after, /The contract was saved/);
    assert.match(after, /By contract, for cases opened from 2026-01-01\./);
    assert.match(after, /15 min <span class="soft">own/);
    // the second of two who save at once
    const late = await visitors.clara.post(page, { ...typed, first1: '20m', was });
    assert.equal(late.status, 409);
    assert.match(late.text, /Somebody changed this/);
    assert.equal(valueOf(late.text, 'first1'), '20m');
    assert.match(late.text, /<details class="change" open><summary>Change the contract/);
    // and sends it again on purpose
    const again = await visitors.clara.post(page,
      { ...typed, first1: '20m', was: valueOf(late.text.split('value="contract"')[1], 'was') });
    assert.equal(again.status, 303);
    const now = (await visitors.clara.get(page)).text;
    const mark = valueOf(now.split('value="contract"')[1], 'was');
    for (const [wrong, words] of [
      [{ first1: 'soon' }, /id="~target-wrong">This is no time/],
      [{ fix1: '10m' }, /id="~target-wrong">The fix of severity 1/],
      [{ until: '2025-12-31' }, /id="~until-wrong">The contract ends on/],
      [{ calendar: 'moon' }, /id="~calendar-wrong">There is no calendar/],
    ]) {
      const refused = await visitors.clara.post(page, { ...typed, ...wrong, was: mark });
      assert.equal(refused.status, 400, JSON.stringify(wrong));
      assert.match(refused.text, words);
      assert.match(refused.text, /role="alert"/);
      assert.match(refused.text, /aria-invalid="true"/);
    }
    assert.doesNotMatch((await visitors.anna.get(page)).text, /value="contract"/);
    assert.equal((await visitors.anna.post(page, { action: 'contract', first1: '1h', was: mark })).status, 403);
    assert.equal((await visitors.clara.post(page, { action: 'remove', was: mark })).status, 303);
    assert.match((await visitors.clara.get(page)).text, /No contract: what holds for all/);
  });

  test('a customer is changed on the page, and two at once are told', async () => {
    const open = (await visitors.sam.get(page)).text;
    const typed = { action: 'customer', name: 'Acme & Sons', market: 'Print', size: '50', industry: 'Paper', salesperson: 'Sam',
      was: valueOf(open.split('value="customer"')[1], 'was') };
    assert.equal((await visitors.sam.post(page, typed)).status, 303);
    const read = (await anna('GET', '/api/v1/customers/acme')).body;
    assert.deepEqual([read.name, read.size, read.industry, read.salesperson], ['Acme & Sons', '50', 'Paper', 'Sam']);
    const late = await visitors.anna.post(page, { ...typed, name: 'ACME "2"' });
    assert.equal(late.status, 409);
    assert.match(late.text, /name="name"[^>]* value="ACME &quot;2&quot;"/);
    const empty = await visitors.anna.post(page,
      { ...typed, name: ' ', was: valueOf(late.text.split('value="customer"')[1], 'was') });
    assert.equal(empty.status, 400);
    assert.equal((await visitors.clara.post(page, typed)).status, 403);
    assert.equal((await visitors.anna.post(page, { action: 'fly' })).status, 400);
    assert.equal((await visitors.anna.post('/customers/nobody', { action: 'customer' }, page)).status, 404);
  });
});
