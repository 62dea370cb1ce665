// SPDX-License-Identifier: GPL-2.0-or-later
//
// Users, tokens, absences, timers and articles to mend, as programs use them:
// who may what, two who change one thing, and what nobody should send.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addUser, as, join, password } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { run, Server, until } from './support/server.mjs';
import { Visitor } from './support/visitor.mjs';

describe('people over HTTP', () => {
  let server;
  let description;
  let ada; // admin
  let anna; // agent
  let kim; // customer

  const described = (answer, method, path) => {
    const { schema } = description.paths[path][method].responses[answer.status].content['application/json'];
    fits(schema, answer.body, description);
    return answer;
  };
  const actions = async (kind, key) => {
    const { events } = (await ada('GET', '/api/v1/events?limit=100')).body;
    return events.reverse().filter((event) => event.kind === kind && event.key === key).map(({ action }) => action);
  };

  before(async () => {
    server = await Server.start({ after() {} });
    description = await (await server.get('/openapi.json')).json();
    ada = join(server, 'ada', 'admin');
    anna = join(server, 'anna', 'agent', '--name', 'Anna A');
    assert.equal((await anna('PUT', '/api/v1/customers/acme', { name: 'Acme' })).status, 201);
    kim = join(server, 'kim', 'customer', '--customer', 'acme');
    await until(async () => (await (await server.get('/')).text()).includes('href="/sign-in"'), 'the link to sign in');
  });

  after(() => server.remove());

  test('users: added, listed, changed by one of two, disabled', async () => {
    const at = '/api/v1/users/bob';
    const added = described(await ada('POST', '/api/v1/users',
      { login: 'Bob', role: 'agent', name: 'Bob', groups: ['gold', 'silver'] }), 'post', '/api/v1/users');
    assert.equal(added.status, 201);
    assert.equal(added.headers.get('location'), at);
    assert.equal(added.headers.get('cache-control'), 'private, no-store');
    assert.ok(added.body.password.length >= 20);
    assert.equal((await Visitor.signIn(server, 'bob', added.body.password)).status, 303);
    assert.equal((await ada('POST', '/api/v1/users', { login: 'bob', role: 'agent' })).status, 409);

    const read = described(await ada('GET', at), 'get', '/api/v1/users/{login}');
    assert.equal(read.etag, added.etag);
    assert.equal(read.body.password, undefined);
    const first = described(await ada('GET', '/api/v1/users?limit=2'), 'get', '/api/v1/users').body;
    assert.deepEqual(first.users.map(({ login }) => login), ['ada', 'anna']);
    const rest = (await ada('GET', `/api/v1/users?after=${first.next}`)).body;
    assert.deepEqual(rest.users.map(({ login }) => login), ['bob', 'kim']);
    assert.equal(rest.next, undefined);

    assert.equal((await ada('PATCH', at, { name: 'B' })).status, 428);
    const changed = described(await ada('PATCH', at, { role: 'writer', groups: ['gold'] }, { 'if-match': read.etag }),
      'patch', '/api/v1/users/{login}');
    assert.deepEqual([changed.status, changed.body.role, changed.body.groups, changed.body.name], [200, 'writer', ['gold'], 'Bob']);
    assert.equal((await ada('PATCH', at, { name: 'B' }, { 'if-match': read.etag })).status, 412);
    const off = await ada('PATCH', at, { disabled: true, name: 'Bobby' }, { 'if-match': changed.etag });
    assert.deepEqual([off.body.disabled, off.body.name], [true, 'Bobby']);
    assert.equal((await Visitor.signIn(server, 'bob', added.body.password)).status, 403);
    assert.equal((await ada('PATCH', at, { disabled: false }, { 'if-match': '*' })).status, 200);
    assert.deepEqual((await actions('user', 'bob')).filter((action) => !/sign_in/.test(action)),
      ['add', 'set_role', 'set_name', 'disable', 'enable']);

    const made = described(await ada('POST', `${at}/password`, {}), 'post', '/api/v1/users/{login}/password');
    assert.equal((await Visitor.signIn(server, 'bob', made.body.password)).status, 303);
    const typed = await ada('POST', `${at}/password`, { password });
    assert.deepEqual(typed.body, { login: 'bob' });
    assert.equal((await Visitor.signIn(server, 'bob')).status, 303);
    assert.ok(!run(['export', 'events', '--data', server.data]).stdout.includes(made.body.password));
  });

  test('users: the last administrator stays, and half a change is none', async () => {
    const { etag } = await ada('GET', '/api/v1/users/ada');
    for (const change of [{ role: 'agent' }, { disabled: true }, { name: 'New', role: 'agent' }]) {
      const answer = await ada('PATCH', '/api/v1/users/ada', change, { 'if-match': etag });
      assert.equal(answer.status, 409, JSON.stringify(change));
      assert.match(answer.body.detail, /last administrator/);
    }
    assert.equal((await ada('GET', '/api/v1/users/ada')).etag, etag);
    for (const [body, status] of [
      [{ login: 'x y', role: 'agent' }, 400],
      [{ login: '', role: 'agent' }, 400],
      [{ login: 'x', role: 'king' }, 400],
      [{ login: 'x', role: 'customer' }, 400],
      [{ login: 'x', role: 'customer', customer: 'nobody' }, 400],
      [{ login: 'x', role: 'agent', customer: 'acme' }, 400],
      [{ login: 'x', role: 'agent', password: 'short' }, 400],
      [{ login: 'x', role: 'agent', groups: Array(65).fill('g') }, 413],
      [{ login: 'x', role: 'agent', groups: ['gold\nplatinum'] }, 400],
      [{ login: 'x', role: 'agent', groups: ['gold,platinum'] }, 400], // would be two on the page
      [{ login: 'x', role: 'agent', groups: [' '] }, 400],
      [{ login: 'x', role: 'agent', email: 'x@example.com\r\nBcc: y@example.com' }, 400],
      [{ login: 'x', role: 'agent', name: 'X\nY' }, 400],
      [{ login: '..', role: 'agent' }, 400],
      [{ role: 'agent' }, 400],
    ]) assert.equal((await ada('POST', '/api/v1/users', body)).status, status, JSON.stringify(body));
    assert.equal((await ada('GET', '/api/v1/users/x')).status, 404);
    assert.equal((await ada('POST', '/api/v1/users/x/password', {})).status, 404);
    for (const who of [anna, kim]) {
      assert.equal((await who('GET', '/api/v1/users')).status, 403);
      assert.equal((await who('GET', '/api/v1/users/ada')).status, 403);
      assert.equal((await who('POST', '/api/v1/users', { login: 'eve', role: 'admin' })).status, 403);
      assert.equal((await who('PATCH', '/api/v1/users/ada', { disabled: true }, { 'if-match': '*' })).status, 403);
      assert.equal((await who('POST', '/api/v1/users/ada/password', {})).status, 403);
    }
  });

  test('tokens: the own ones, by session; everybody\'s with the right users', async () => {
    const visitor = await Visitor.signIn(server, 'anna');
    const made = described(await visitor.json('POST', '/api/v1/tokens', { name: 'a robot', rights: ['cases:read'] }),
      'post', '/api/v1/tokens');
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('cache-control'), 'private, no-store');
    const robot = (path, init = {}) => server.get(path, { ...init, headers: { authorization: `Bearer ${made.body.secret}`, ...init.headers } });
    assert.equal((await robot('/api/v1/cases')).status, 200);
    assert.equal((await robot('/api/v1/customers')).status, 403); // narrow
    // a token makes no others and sees none
    assert.equal((await robot('/api/v1/tokens')).status, 403);
    assert.equal((await anna('POST', '/api/v1/tokens', { name: 'child', rights: ['cases:read'] })).status, 403);

    const mine = described(await visitor.json('GET', '/api/v1/tokens'), 'get', '/api/v1/tokens').body.tokens;
    assert.ok(mine.length >= 2);
    assert.ok(mine.every(({ user, secret }) => user === 'anna' && secret === undefined));
    const all = (await ada('GET', '/api/v1/tokens')).body.tokens;
    assert.ok(['ada', 'anna', 'kim'].every((login) => all.some(({ user }) => user === login)));
    const page = (await ada('GET', '/api/v1/tokens?limit=1&user=anna')).body;
    assert.deepEqual([page.tokens.map(({ id }) => id), page.next], [[mine[0].id], mine[0].id]);
    assert.equal((await ada('GET', `/api/v1/tokens?user=anna&after=${mine.at(-1).id}`)).body.tokens.length, 0);

    for (const [body, status] of [
      [{ name: 'a robot', rights: ['cases:read'] }, 409],
      [{ name: 'b', rights: [] }, 400],
      [{ name: 'b', rights: ['fly'] }, 400],
      [{ name: 'b', rights: ['users'] }, 400], // not hers
      [{ name: 'b', rights: ['account'] }, 400],
      [{ name: '', rights: ['cases:read'] }, 400],
      [{ name: 'a\nb', rights: ['cases:read'] }, 400],
      [{ name: 'b', rights: ['cases:read'], user: 'ada' }, 403],
    ]) assert.equal((await visitor.json('POST', '/api/v1/tokens', body)).status, status, JSON.stringify(body));
    const theirs = all.find(({ user }) => user === 'kim');
    assert.equal((await visitor.json('DELETE', `/api/v1/tokens/${theirs.id}`)).status, 404);
    assert.equal((await visitor.json('DELETE', '/api/v1/tokens/none')).status, 404);
    assert.equal((await visitor.json('DELETE', `/api/v1/tokens/${made.body.id}`)).status, 204);
    assert.equal((await robot('/api/v1/cases')).status, 401);
    assert.equal((await visitor.json('DELETE', `/api/v1/tokens/${made.body.id}`)).status, 404);

    const forKim = await ada('POST', '/api/v1/tokens', { name: 'for kim', user: 'kim', rights: ['cases:own'] });
    assert.equal(forKim.status, 201);
    assert.equal((await ada('DELETE', `/api/v1/tokens/${forKim.body.id}`)).status, 204);
    assert.deepEqual(await actions('token', 'for kim'), ['add', 'revoke']);
    const customer = await Visitor.signIn(server, 'kim');
    assert.equal((await customer.json('GET', '/api/v1/tokens')).status, 403);
    assert.equal((await customer.json('POST', '/api/v1/tokens', { name: 'c', rights: ['cases:own'] })).status, 403);
    assert.equal((await server.get('/api/v1/tokens')).status, 401);
    // without the header that scripts of our own pages send
    assert.equal((await server.get('/api/v1/tokens', { method: 'POST', body: '{"name":"c","rights":["cases:read"]}',
      headers: { cookie: visitor.cookie, 'content-type': 'application/json' } })).status, 403);
  });

  test('a token that may add users and tokens is no way to more rights', async () => {
    const clerk = as(server, 'ada', ['users', 'cases:read']);
    const refused = async (answer) => {
      const { status, body } = await answer;
      assert.deepEqual([status, body.title], [403, 'Forbidden']);
      assert.match(body.detail, /the right "[a-z:]+"/);
    };
    await refused(clerk('POST', '/api/v1/users', { login: 'eve', role: 'admin', password }));
    await refused(clerk('POST', '/api/v1/users', { login: 'eve', role: 'agent', password }));
    assert.equal((await ada('GET', '/api/v1/users/eve')).status, 404);
    await refused(clerk('POST', '/api/v1/users/ada/password', { password: 'the password of somebody else' }));
    assert.equal((await Visitor.signIn(server, 'ada')).status, 303);
    await refused(clerk('POST', '/api/v1/tokens', { name: 'more', user: 'ada', rights: ['cases:read', 'settings'] }));
    await refused(clerk('PATCH', '/api/v1/users/anna', { name: 'Mallory' }, { 'if-match': '*' }));

    // nor are the forms of the pages, which no session guards here
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    await refused(clerk('POST', '/settings/users', 'login=eve&role=admin', form));
    await refused(clerk('POST', '/settings/users/ada', 'action=password&password=the+password+of+somebody+else', form));

    // customers may do nothing that others may not, and stay customers
    assert.equal((await clerk('POST', '/api/v1/users', { login: 'carl', role: 'customer', customer: 'acme' })).status, 201);
    await refused(clerk('PATCH', '/api/v1/users/carl', { role: 'admin', customer: '' }, { 'if-match': '*' }));
    assert.equal((await clerk('PATCH', '/api/v1/users/carl', { name: 'Carl' }, { 'if-match': '*' })).body.name, 'Carl');
    assert.equal((await clerk('POST', '/api/v1/users/carl/password', {})).status, 200);
    const less = await clerk('POST', '/api/v1/tokens', { name: 'less', user: 'ada', rights: ['cases:read'] });
    assert.equal(less.status, 201);
    assert.equal((await clerk('DELETE', `/api/v1/tokens/${less.body.id}`)).status, 204);
    const admin = await Visitor.signIn(server, 'ada');
    assert.equal((await admin.json('POST', '/api/v1/users', { login: 'dora', role: 'admin' })).status, 201);
    assert.equal((await admin.json('PATCH', '/api/v1/users/dora', { disabled: true })).status, 428);
  });

  test('absences: the own, and others with the right settings', async () => {
    const path = '/api/v1/absences';
    const added = described(await anna('POST', path, { first_day: '2099-12-24', back_on: '2100-01-02' }), 'post', path);
    assert.equal(added.status, 201);
    // midnight in Chicago
    assert.deepEqual(added.body, { agent: 'anna', first_day: '2099-12-24', back_on: '2100-01-02',
      from: '2099-12-24T06:00:00Z', until: '2100-01-02T06:00:00Z' });
    assert.equal((await anna('POST', path, { first_day: '2099-12-30', back_on: '2100-01-05' })).status, 409);
    assert.equal((await anna('POST', path, { first_day: '2100-02-01', back_on: '2100-02-02' })).status, 201);
    assert.equal((await ada('POST', path, { agent: 'ada', first_day: '2099-01-01', back_on: '2099-01-02' })).status, 201);
    const first = described(await anna('GET', `${path}?limit=2`), 'get', path).body;
    assert.deepEqual(first.absences.map(({ agent, first_day: day }) => [agent, day]), [['ada', '2099-01-01'], ['anna', '2099-12-24']]);
    const rest = (await anna('GET', `${path}?after=${encodeURIComponent(first.next)}`)).body;
    assert.deepEqual([rest.absences.map(({ first_day: day }) => day), rest.next], [['2100-02-01'], undefined]);
    assert.equal((await anna('GET', `${path}?agent=ada`)).body.absences.length, 1);
    for (const [body, status] of [
      [{ first_day: '2099-13-01', back_on: '2100-01-02' }, 400],
      [{ first_day: '2100-01-02', back_on: '2100-01-02' }, 400],
      [{ first_day: '2100-01-02', back_on: '2103-01-02' }, 400],
      [{ first_day: '2100-01-02' }, 400],
      [{ agent: 'ada', first_day: '2101-01-01', back_on: '2101-01-02' }, 403],
    ]) assert.equal((await anna('POST', path, body)).status, status, JSON.stringify(body));
    assert.equal((await ada('POST', path, { agent: 'ghost', first_day: '2101-01-01', back_on: '2101-01-02' })).status, 400);
    assert.equal((await anna('GET', `${path}?after=x`)).status, 400);
    assert.equal((await anna('DELETE', `${path}/ada/2099-01-01T06:00:00Z`)).status, 403);
    assert.equal((await anna('DELETE', `${path}/anna/${added.body.from}`)).status, 204);
    assert.equal((await anna('DELETE', `${path}/anna/${added.body.from}`)).status, 404);
    assert.equal((await anna('DELETE', `${path}/anna/soon`)).status, 404);
    assert.equal((await ada('DELETE', `${path}/anna/2100-02-01T06:00:00Z`)).status, 204);
    assert.equal((await kim('GET', path)).status, 403);
    assert.equal((await kim('POST', path, { first_day: '2100-01-01', back_on: '2100-01-02' })).status, 403);
    assert.equal((await server.get(path)).status, 401);
    const reader = as(server, 'anna', ['articles:internal']); // reads them, and changes none
    assert.equal((await reader('POST', path, { first_day: '2100-01-01', back_on: '2100-01-02' })).status, 403);
  });

  test('timers: one runs, those that were stopped wait', async () => {
    const open = async () => (await anna('POST', '/api/v1/cases', { customer: 'acme', subject: 's', text: 't', severity: 2 })).body.number;
    const [one, two] = [await open(), await open()];
    assert.deepEqual((await anna('GET', '/api/v1/timer')).body, { running: null, waiting: [] });
    assert.equal((await anna('POST', '/api/v1/timer/stop')).status, 404);
    assert.equal((await anna('POST', '/api/v1/timer/start', { case: 'none' })).status, 404);
    assert.equal((await anna('POST', '/api/v1/timer/start', {})).status, 400);
    const first = described(await anna('POST', '/api/v1/timer/start', { case: one }), 'post', '/api/v1/timer/start').body;
    assert.deepEqual([first.running.case, first.running.stopped, first.running.minutes], [one, null, 1]);
    const second = (await anna('POST', '/api/v1/timer/start', { case: two })).body;
    assert.deepEqual([second.running.case, second.waiting.map((timer) => timer.case)], [two, [one]]);
    assert.equal((await ada('GET', '/api/v1/timer')).body.running, null); // own ones alone
    const early = await anna('POST', `/api/v1/timers/${second.running.id}/enter`, { minutes: 5, worked_on: '2026-01-05' });
    assert.equal(early.status, 409);
    assert.equal((await ada('DELETE', `/api/v1/timers/${first.running.id}`)).status, 404);
    const stopped = described(await anna('POST', '/api/v1/timer/stop'), 'post', '/api/v1/timer/stop').body;
    assert.deepEqual([stopped.running, stopped.waiting.length], [null, 2]);
    for (const body of [{ minutes: 0, worked_on: '2026-01-05' }, { minutes: 1441, worked_on: '2026-01-05' }, { minutes: 5, worked_on: '2026-02-30' }, { minutes: 5 }]) {
      assert.equal((await anna('POST', `/api/v1/timers/${first.running.id}/enter`, body)).status, 400, JSON.stringify(body));
    }
    const entered = described(await anna('POST', `/api/v1/timers/${first.running.id}/enter`,
      { minutes: 5, worked_on: '2026-01-05', note: 'Looked' }), 'post', '/api/v1/timers/{id}/enter').body;
    assert.equal(entered.waiting.length, 1);
    assert.equal((await anna('POST', `/api/v1/timers/${first.running.id}/enter`, { minutes: 5, worked_on: '2026-01-05' })).status, 404);
    const times = (await anna('GET', `/api/v1/cases/${one}/time`)).body.entries;
    assert.deepEqual(times.map(({ minutes, note }) => [minutes, note]), [[5, 'Looked']]);
    assert.equal((await anna('DELETE', `/api/v1/timers/${second.running.id}`)).status, 204);
    assert.equal((await anna('DELETE', '/api/v1/timers/x')).status, 404);
    described(await anna('GET', '/api/v1/timer'), 'get', '/api/v1/timer');
    const sam = join(server, 'sam', 'sales'); // writes no time
    for (const who of [sam, kim]) {
      assert.equal((await who('GET', '/api/v1/timer')).status, 403);
      assert.equal((await who('POST', '/api/v1/timer/start', { case: one })).status, 403);
      assert.equal((await who('POST', '/api/v1/timer/stop')).status, 403);
    }
  });

  test('articles to mend: said by cases, done once', async () => {
    const path = '/api/v1/articles-to-mend';
    const numbers = [];
    for (let i = 0; i < 3; i += 1) {
      const { number } = (await anna('POST', '/api/v1/cases', { customer: 'acme', subject: 's', text: 't', severity: 2 })).body;
      numbers.push(number);
      const linked = await anna('PUT', `/api/v1/cases/${number}/links`, { article: 'disk-full', kind: 'wrong', comment: `Step ${i} fails` });
      assert.equal(linked.status, 200, linked.text);
    }
    const first = described(await anna('GET', `${path}?limit=2`), 'get', path).body;
    assert.deepEqual(first.articles.map((row) => [row.case, row.wrong]), [[numbers[0], 'Step 0 fails'], [numbers[1], 'Step 1 fails']]);
    const done = { article: 'disk-full', case: numbers[1], done: 'Written anew' };
    assert.equal((await anna('POST', path, done)).status, 204);
    assert.equal((await anna('POST', path, done)).status, 409);
    // the last of that page is gone, and the next one is not lost
    const rest = (await anna('GET', `${path}?after=${encodeURIComponent(first.next)}`)).body;
    assert.ok(rest.articles.some((row) => row.case === numbers[2]));
    assert.ok(rest.articles.every((row) => row.case !== numbers[1]));
    const { articles } = (await anna('GET', `${path}?done=1`)).body;
    assert.deepEqual(articles.map((row) => [row.case, row.done, row.done_by]), [[numbers[1], 'Written anew', 'anna']]);
    for (const [body, status] of [
      [{ ...done, case: 'none' }, 404], [{ ...done, article: 'printer' }, 404], [{ ...done, case: numbers[2], done: '' }, 400],
      [{ article: 'disk-full', case: numbers[2] }, 400],
    ]) assert.equal((await anna('POST', path, body)).status, status, JSON.stringify(body));
    assert.equal((await anna('GET', `${path}?done=2`)).status, 400);
    assert.equal((await anna('GET', `${path}?after=x`)).status, 400);
    const sue = join(server, 'sue', 'sales');
    for (const who of [sue, kim]) {
      assert.equal((await who('GET', path)).status, 403);
      assert.equal((await who('POST', path, { ...done, case: numbers[2] })).status, 403);
    }
  });
});
