// SPDX-License-Identifier: GPL-2.0-or-later
//
// Severities and calendars over HTTP: replaced as a whole, by one at a time,
// and by whoever may; the pages of calendars.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addUser, join } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { Server, until } from './support/server.mjs';
import { valueOf, Visitor } from './support/visitor.mjs';

const list = '/api/v1/severities';
const berlin = '/api/v1/calendars/berlin';
const hours = [{ weekday: 'Monday', opens: '09:00', closes: '17:00' }];

describe('severities and calendars', () => {
  let server;
  let description;
  let mona; // a manager: may set them
  let anna; // an agent: may read them
  let kim; // a customer: may not
  let page;

  const described = (answer, method, path) => {
    const { schema } = description.paths[path][method].responses[answer.status].content['application/json'];
    fits(schema, answer.body, description);
    return answer;
  };

  before(async () => {
    server = await Server.start({ after() {} });
    description = await (await server.get('/openapi.json')).json();
    mona = join(server, 'mona', 'manager');
    anna = join(server, 'anna', 'agent');
    await anna('PUT', '/api/v1/customers/acme', { name: 'Acme' });
    kim = join(server, 'kim', 'customer', '--customer', 'acme');
    addUser(server, 'max', 'manager');
    await until(async () => (await (await server.get('/')).text()).includes('href="/sign-in"'), 'the link to sign in');
    page = await Visitor.signIn(server, 'max');
  });

  after(() => server.remove());

  const named = (...names) => ({
    severities: names.map((name, i) => ({ name, first_reply_minutes: 30 * (i + 1), fix_minutes: 480 * (i + 1) })),
  });

  test('the list is read, and replaced as a whole', async () => {
    const before = described(await anna('GET', list), 'get', list);
    assert.deepEqual(before.body.severities.map(({ severity, name }) => [severity, name]),
      [[1, 'Critical'], [2, 'High'], [3, 'Normal'], [4, 'Low']]);
    const three = described(await mona('PUT', list, named('A', 'B', 'C'), { 'if-match': before.etag }), 'put', list);
    assert.equal(three.status, 200);
    assert.deepEqual(three.body.severities[2], { severity: 3, name: 'C', first_reply_minutes: 90, fix_minutes: 1440 });
    assert.equal((await mona('PUT', list, named('A', 'B', 'D'), { 'if-match': before.etag })).status, 412);
    assert.equal((await mona('PUT', list, named('A', 'B', 'C', 'D', 'E'))).status, 200);
    // a case with the fifth of them keeps it
    const opened = await anna('POST', '/api/v1/cases', { customer: 'acme', subject: 's', text: 't', severity: 5 });
    assert.equal(opened.status, 201);
    assert.equal((await mona('PUT', list, named('A', 'B', 'C'))).status, 409);
  });

  test('2 or 6 are refused with the reason, and so is what nobody may', async () => {
    const before = await anna('GET', list);
    for (const [body, words] of [
      [named('A', 'B'), /too few: with fewer than 3/],
      [named('A', 'B', 'C', 'D', 'E', 'F'), /too many: with more than 5/],
      [named('A', 'B', 'a'), /two severities "a"/],
      [named('A', 'B', ''), /name/],
      [{ severities: [...named('A', 'B').severities, { name: 'C', first_reply_minutes: 60, fix_minutes: 30 }] }, /before its first reply/],
      [{ severities: [...named('A', 'B').severities, { name: 'C', first_reply_minutes: -1, fix_minutes: 30 }] }, /from 1 to 525600/],
      [{ severities: [...named('A', 'B').severities, { name: 'C', fix_minutes: 30 }] }, /first_reply_minutes is missing/],
      [{}, /everities is missing/],
    ]) {
      const answer = await mona('PUT', list, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(answer.body.detail + answer.body.hint, words);
    }
    assert.equal((await anna('PUT', list, named('A', 'B', 'C'))).status, 403);
    assert.equal((await kim('GET', list)).status, 403);
    assert.equal((await server.get(list)).status, 401);
    assert.equal((await anna('GET', list)).etag, before.etag);
  });

  test('a calendar is added, read, changed, named by a contract, removed', async () => {
    const path = '/api/v1/calendars/{name}';
    const added = described(await mona('PUT', berlin,
      { zone: 'Europe/Berlin', hours, holidays: [{ day: '2026-12-25', name: 'Christmas' }, { day: '2026-01-01' }] },
      { 'if-none-match': '*' }), 'put', path);
    assert.equal(added.status, 201);
    assert.deepEqual(added.body, { name: 'berlin', zone: 'Europe/Berlin', hours,
      holidays: [{ day: '2026-01-01', name: '' }, { day: '2026-12-25', name: 'Christmas' }] });
    const read = described(await anna('GET', berlin), 'get', path);
    assert.equal(read.etag, added.etag);
    const changed = await mona('PUT', berlin, { zone: 'Europe/Berlin', hours: [{ weekday: 'sat', opens: '9:00', closes: '24:00' }] },
      { 'if-match': read.etag });
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.body.hours, [{ weekday: 'Saturday', opens: '09:00', closes: '24:00' }]);
    assert.equal((await mona('PUT', berlin, { zone: 'Europe/Berlin', hours }, { 'if-match': read.etag })).status, 412);
    assert.equal((await mona('PUT', '/api/v1/calendars/tokyo', { zone: 'Asia/Tokyo', hours })).status, 201);

    const first = described(await anna('GET', '/api/v1/calendars?limit=1'), 'get', '/api/v1/calendars').body;
    assert.deepEqual([first.calendars.map(({ name }) => name), first.next], [['berlin'], 'berlin']);
    const rest = (await anna('GET', '/api/v1/calendars?after=berlin')).body;
    assert.deepEqual([rest.calendars.map(({ name }) => name), rest.next], [['default', 'tokyo'], undefined]);

    const clara = join(server, 'clara', 'accounting');
    const contract = '/api/v1/customers/acme/contract';
    assert.equal((await clara('PUT', contract, { calendar: 'berlin' })).status, 201);
    const kept = await mona('DELETE', berlin);
    assert.equal(kept.status, 409);
    assert.match(kept.body.detail, /1 contract names/);
    assert.equal((await mona('DELETE', '/api/v1/calendars/default')).status, 409);
    assert.equal((await clara('DELETE', contract)).status, 204);
    assert.equal((await mona('DELETE', berlin, undefined, { 'if-match': read.etag })).status, 412);
    assert.equal((await mona('DELETE', berlin, undefined, { 'if-match': changed.etag })).status, 204);
    assert.equal((await anna('GET', berlin)).status, 404);
    assert.equal((await mona('DELETE', berlin)).status, 404);
  });

  test('calendars that are none', async () => {
    for (const name of ['%ff', '%ed%a0%80', '%20'])
      assert.equal((await mona('PUT', `/api/v1/calendars/${name}`, { zone: 'Europe/Berlin', hours })).status, 400, name);
    for (const [body, words] of [
      [{ zone: 'Mars/Base', hours }, /Mars\/Base/],
      [{ zone: 'Europe/Berlin', hours: [] }, /never open/],
      [{ zone: 'Europe/Berlin', hours: [...hours, ...hours] }, /Monday is there twice/],
      [{ zone: 'Europe/Berlin', hours: [{ ...hours[0], weekday: 'Someday' }] }, /no weekday/],
      [{ zone: 'Europe/Berlin', hours: [{ ...hours[0], closes: '08:59' }] }, /no hours/],
      [{ zone: 'Europe/Berlin', hours: [{ ...hours[0], closes: '24:01' }] }, /no hours/],
      [{ zone: 'Europe/Berlin', hours, holidays: [{ day: '2026-02-29' }] }, /2026-02-29|holiday/],
      [{ zone: 'Europe/Berlin', hours, holidays: [{ day: '2026-02-28', name: 'One\n2026-03-01 Two' }] }, /line break/],
      [{ zone: 'Europe/Berlin', hours, holidays: [{ day: '2026-02-28' }, { day: '2026-02-28' }] }, /twice/],
    ]) {
      const answer = await mona('PUT', berlin, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(answer.body.detail, words);
    }
    assert.equal((await anna('PUT', berlin, { zone: 'Europe/Berlin', hours })).status, 403);
    assert.equal((await anna('DELETE', '/api/v1/calendars/tokyo')).status, 403);
    assert.equal((await kim('GET', '/api/v1/calendars')).status, 403);
    assert.equal((await kim('GET', '/api/v1/calendars/default')).status, 403);
    assert.equal((await anna('GET', berlin)).status, 404);
  });

  test('on the pages: added, changed by one of two, removed', async () => {
    const typed = { action: 'add', name: 'night & day', zone: 'Europe/Berlin', hours1: '0:00-6:00', holidays: '2026-12-24\n' };
    const added = await page.post('/settings/calendars', typed);
    assert.equal(added.status, 303, added.text);
    assert.match((await page.get(added.to)).text, /href="\/settings\/calendars\/night%20%26%20day"/);
    const twice = await page.post('/settings/calendars', { ...typed, hours1: '1:00-6:00' });
    assert.equal(twice.status, 409);
    assert.match(twice.text, /There is a calendar &quot;night &amp; day&quot; already|There is a calendar "night &amp; day" already/);
    assert.equal(valueOf(twice.text, 'hours1'), '1:00-6:00');
    assert.equal((await page.post('/settings/calendars', { ...typed, name: '' })).status, 400);
    const wrong = await page.post('/settings/calendars', { ...typed, name: 'x', hours1: 'always' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /are no hours such as/);
    assert.doesNotMatch(wrong.text, /role="alert"[^]*?:\d+:/);

    const at = '/settings/calendars/night%20%26%20day';
    const was = valueOf((await page.get(at)).text, 'was');
    assert.equal((await page.post(at, { ...typed, action: 'save', hours2: '0:00-6:00', was })).status, 303);
    const late = await page.post(at, { ...typed, action: 'save', hours3: '0:00-7:00', was });
    assert.equal(late.status, 409);
    assert.equal(valueOf(late.text, 'hours3'), '0:00-7:00');
    const again = await page.post(at, { ...typed, action: 'save', hours3: '0:00-7:00', was: valueOf(late.text, 'was') });
    assert.equal(again.status, 303);
    assert.equal(again.to, `${at}?done=save`);
    assert.equal((await page.post(at, { action: 'remove', was })).status, 409);
    const now = valueOf((await page.get(at)).text, 'was');
    assert.equal((await page.post(at, { action: 'remove', was: now })).status, 303);
    assert.equal((await page.get(at)).status, 404);
    assert.doesNotMatch((await page.get('/settings/calendars/default')).text, /Remove/);
    assert.equal((await page.post('/settings/calendars/default', { action: 'fly', was: valueOf((await page.get('/settings/calendars/default')).text, 'was') })).status, 400);
  });
});
