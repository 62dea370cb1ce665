// SPDX-License-Identifier: GPL-2.0-or-later
//
// Cases over HTTP, as programs use them: who may what, two who write at once,
// wishes that come twice, pages to the end while others write, and what nobody
// should send.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addUser, as, join, password, rightsOf } from './support/people.mjs';
import { fits } from './support/schema.mjs';
import { run, Server, until } from './support/server.mjs';

const problem = { subject: 'Disk is full', text: 'No space left on device.' };

describe('cases over HTTP', () => {
  let server;
  let description;
  let anna; // an agent
  let kim; // a customer of acme
  let other; // a customer of globex
  const who = {};

  const open = async (more = {}) => {
    const { status, body } = await anna('POST', '/api/v1/cases',
      { customer: 'acme', severity: 2, ...problem, ...more });
    assert.equal(status, 201);
    return body.number;
  };

  // The answer is what the description says of it.
  const described = (answer, method, path) => {
    const { schema } = description.paths[path][method].responses[answer.status].content['application/json'];
    fits(schema, answer.body, description);
    return answer;
  };

  before(async () => {
    server = await Server.start({ after() {} });
    description = await (await server.get('/openapi.json')).json();
    anna = join(server, 'anna', 'agent', '--name', 'Anna A');
    for (const key of ['acme', 'globex']) {
      assert.equal((await anna('PUT', `/api/v1/customers/${key}`, { name: key })).status, 201);
    }
    kim = join(server, 'kim', 'customer', '--customer', 'acme', '--name', 'Kim', '--email', 'kim@example.com');
    other = join(server, 'olaf', 'customer', '--customer', 'globex');
    Object.assign(who, { agent: anna, customer: kim });
    for (const role of ['writer', 'manager', 'admin', 'sales', 'marketing', 'accounting', 'developer']) {
      who[role] = join(server, role, role);
    }
  });

  after(() => server.remove());

  test('the first answer says how severe a case is, and who owns it', async () => {
    const opened = await kim('POST', '/api/v1/cases', problem);
    const at = `/api/v1/cases/${opened.body.number}`;
    const note = await anna('POST', `${at}/messages`, { text: 'Seen', author: 'note' });
    assert.deepEqual([note.status, note.body.agent, note.body.severity], [201, '', null]);
    // a severity that is none of them is as good as none
    assert.equal((await anna('POST', `${at}/messages`, { text: 'Hello', severity: 5 })).status, 409);
    const first = described(await anna('POST', `${at}/messages`, { text: 'Hello', severity: 2, state: 'waiting' }),
      'post', '/api/v1/cases/{number}/messages');
    assert.deepEqual([first.status, first.body.agent, first.body.severity, first.body.state], [201, 'anna', 2, 'waiting']);
    const next = await anna('POST', `${at}/messages`, { text: 'And?', severity: 1 });
    assert.deepEqual([next.body.agent, next.body.severity, next.body.state], ['anna', 2, 'waiting']);
  });

  test('go from the question to the end, as described', async () => {
    const opened = described(await kim('POST', '/api/v1/cases',
      { ...problem, product_version: '6.1', customer: 'globex', agent: 'anna', severity: 1 }), 'post', '/api/v1/cases');
    assert.equal(opened.status, 201);
    const { number } = opened.body;
    const at = `/api/v1/cases/${number}`;
    assert.equal(opened.headers.get('location'), at);
    let read = described(await anna('GET', at), 'get', '/api/v1/cases/{number}');
    assert.equal(read.etag, opened.etag);
    assert.equal(read.body.customer, 'acme'); // what customers say of themselves is ignored
    assert.equal(read.body.contact, 'kim');
    assert.equal(read.body.agent, '');
    assert.equal(read.body.severity, null);
    assert.deepEqual(read.body.messages.map(({ author, author_name: name, text }) => [author, name, text]),
      [['customer', 'Kim', problem.text]]);

    const early = await anna('POST', `${at}/messages`, { text: 'Hello' });
    assert.equal(early.status, 409);
    assert.match(early.body.detail, /has no severity yet/);
    for (const wrong of [{ severity: 9 }, { state: 'closed' }, { severity: -1 }, { author: 'note', severity: 3 }]) {
      const refused = await anna('POST', `${at}/messages`, { text: 'Hello', ...wrong });
      assert.equal(refused.status, 400, JSON.stringify(wrong));
    }

    read = described(await anna('PATCH', at, { severity: 3, agent: 'anna', state: 'waiting' },
      { 'if-match': read.etag }), 'patch', '/api/v1/cases/{number}');
    assert.deepEqual([read.status, read.body.severity, read.body.agent, read.body.state], [200, 3, 'anna', 'waiting']);
    assert.equal(read.body.subject, problem.subject);

    for (const [author, text] of [['agent', 'Try this'], ['note', 'Told twice'], ['customer', 'By telephone']]) {
      const said = described(await anna('POST', `${at}/messages`, { text, author, author_name: 'Caller' }),
        'post', '/api/v1/cases/{number}/messages');
      assert.equal(said.status, 201);
      const last = said.body.messages.find((each) => each.text === text);
      assert.deepEqual([last.author, last.author_name], [author, author === 'customer' ? 'Caller' : 'Anna A']);
    }
    assert.equal((await kim('POST', `${at}/messages`, { text: 'Thanks', author: 'note' })).status, 201);

    assert.equal((await anna('POST', `${at}/close`, { outcome: 'known' })).status, 400);
    assert.equal((await anna('POST', `${at}/close`, { outcome: 'none' })).status, 400);
    assert.equal((await anna('PUT', `${at}/links`, { article: 'printer', kind: 'wrong' })).status, 400);
    for (const wish of [{ article: 'printer', kind: 'wrong', comment: 'No printer' },
      { article: 'a%20b/c', kind: 'tried' }, { article: 'secret', kind: 'resolved' },
      { article: 'disk-full', kind: 'resolved' }]) {
      const put = described(await anna('PUT', `${at}/links`, wish), 'put', '/api/v1/cases/{number}/links');
      assert.equal(put.status, 200);
    }
    const links = described(await anna('GET', `${at}/links`), 'get', '/api/v1/cases/{number}/links');
    assert.deepEqual(links.body.links.map(({ article, kind, who: name }) => [article, kind, name]),
      [['a%20b/c', 'tried', 'anna'], ['disk-full', 'resolved', 'anna'], ['printer', 'wrong', 'anna'],
        ['secret', 'resolved', 'anna']]);
    const fewer = await anna('DELETE', `${at}/links/a%2520b/c`);
    assert.deepEqual([fewer.status, fewer.body.links.length], [200, 3]);
    assert.equal((await anna('DELETE', `${at}/links/a%2520b/c`)).status, 404);

    const closed = described(await anna('POST', `${at}/close`, { outcome: 'known' }), 'post',
      '/api/v1/cases/{number}/close');
    assert.deepEqual([closed.status, closed.body.state, closed.body.outcome], [200, 'closed', 'known']);
    assert.equal((await anna('POST', `${at}/close`, { outcome: 'known' })).status, 409);
    assert.equal((await anna('PATCH', at, { state: 'open' }, { 'if-match': closed.etag })).status, 409);

    const seen = described(await kim('GET', at), 'get', '/api/v1/cases/{number}');
    assert.deepEqual(seen.body.links.map(({ article }) => article), ['disk-full']); // no secret article
    assert.ok(!/Told twice|No printer|secret|anna/.test(seen.text.replaceAll('Anna A', '')), seen.text);
    assert.equal(seen.body.messages.length, 4);
    assert.equal(seen.body.messages.at(-1).author, 'customer');

    const again = described(await kim('POST', `${at}/reopen`), 'post', '/api/v1/cases/{number}/reopen');
    assert.deepEqual([again.status, again.body.state, again.body.reopened_count], [200, 'open', 1]);
    assert.equal((await kim('POST', `${at}/reopen`)).status, 409);
  });

  test('are merged and taken apart, and what follows lands in the one that goes on', async () => {
    const [one, two] = [await open(), await open()];
    const at = `/api/v1/cases/${two}`;
    assert.equal((await anna('POST', `${at}/merge`, { into: '999999' })).status, 400);
    assert.equal((await anna('POST', `${at}/merge`, { into: two })).status, 400);
    assert.equal((await kim('POST', `${at}/merge`, { into: one })).status, 403);
    const stale = await anna('POST', `${at}/merge`, { into: one }, { 'if-match': '"1"' });
    assert.equal(stale.status, 412);
    const merged = described(await anna('POST', `${at}/merge`, { into: one }), 'post',
      '/api/v1/cases/{number}/merge');
    assert.deepEqual([merged.status, merged.body.state, merged.body.merged_into, merged.body.messages.length],
      [200, 'closed', one, 0]);
    const apart = described(await anna('DELETE', `${at}/merge`), 'delete', '/api/v1/cases/{number}/merge');
    assert.deepEqual([apart.status, apart.body.state, apart.body.merged_into], [200, 'open', '']);
    assert.equal((await anna('DELETE', `${at}/merge`)).status, 409);
    await anna('POST', `${at}/merge`, { into: one });
    assert.equal((await kim('POST', `${at}/messages`, { text: 'To the old number' })).status, 201);
    const into = await anna('GET', `/api/v1/cases/${one}`);
    assert.equal(into.body.messages.at(-1).text, 'To the old number');
    assert.equal((await anna('DELETE', `${at}/merge`)).status, 409);
    assert.equal((await anna('POST', `${at}/reopen`)).status, 409);
  });

  test('are open to roles by the table alone', async () => {
    const number = await open();
    const at = `/api/v1/cases/${number}`;
    const expected = [
      // method, target, body, and the rights of which one is needed
      ['GET', '/api/v1/cases', undefined, 'cases:read cases:own'],
      ['GET', at, undefined, 'cases:read cases:own'],
      ['POST', '/api/v1/cases', { customer: 'acme', ...problem }, 'cases:work cases:own'],
      ['PATCH', at, {}, 'cases:work'],
      ['POST', `${at}/messages`, { text: 'x', author: 'note' }, 'cases:work cases:fix cases:own'],
      ['POST', `${at}/messages`, { text: 'x', author: 'agent' }, 'cases:work cases:own'],
      ['GET', `${at}/links`, undefined, 'cases:read'],
      ['PUT', `${at}/links`, { article: 'disk-full', kind: 'tried' }, 'cases:work'],
      ['DELETE', `${at}/links/none`, undefined, 'cases:work'],
      ['POST', `${at}/close`, { outcome: 'odd' }, 'cases:work'],
      ['POST', `${at}/reopen`, undefined, 'cases:work cases:own'],
      ['GET', `${at}/time`, undefined, 'time:read time:write'],
      ['POST', `${at}/time`, { minutes: 5 }, 'time:write'],
      ['GET', '/api/v1/time', undefined, 'time:read time:write'],
      ['GET', '/api/v1/customers', undefined, 'customers:read'],
      ['GET', '/api/v1/customers/acme', undefined, 'customers:read'],
      ['PUT', '/api/v1/customers/acme', { name: 'acme' }, 'customers:write'],
      ['POST', '/api/v1/suggest', problem, 'cases:read'],
      ['GET', '/api/v1/events', undefined, 'events'],
    ];
    assert.deepEqual(['agent', 'sales', 'manager', 'admin'].map((role) => rightsOf(role).includes('events')),
      [false, false, true, true]);
    for (const [method, target, body, may] of expected) {
      const options = { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const nobody = await server.get(target, options);
      assert.equal(nobody.status, 401, `${method} ${target}`);
      assert.match(nobody.headers.get('www-authenticate'), /Bearer/);
      assert.equal(nobody.headers.get('content-type'), 'application/problem+json');
      const forged = await server.get(target,
        { ...options, headers: { ...options.headers, authorization: `Bearer ${'x'.repeat(43)}` } });
      assert.equal(forged.status, 401, `${method} ${target}`);
      for (const [role, ask] of Object.entries(who)) {
        const answer = await ask(method, target, body);
        const isAllowed = may.split(' ').some((word) => rightsOf(role).includes(word));
        assert.equal(answer.status === 403, !isAllowed, `${role} ${method} ${target}: ${answer.status}`);
        assert.ok(answer.status < 500 && answer.status !== 401, `${role} ${method} ${target}: ${answer.text}`);
        assert.match(answer.headers.get('cache-control'), /no-store/);
      }
    }
  });

  test('obey a token that may less than its user', async () => {
    const reader = as(server, 'anna', ['cases:read']);
    assert.equal((await reader('GET', '/api/v1/cases')).status, 200);
    assert.equal((await reader('POST', '/api/v1/cases', { customer: 'acme', ...problem })).status, 403);
    assert.equal((await reader('GET', '/api/v1/customers')).status, 403);
    const { body } = await reader('POST', '/api/v1/suggest', { subject: 'secret disk trick' });
    assert.ok(body.articles.every(({ id }) => id !== 'secret')); // it may not read internal articles
  });

  test('of another company answer as if they were not there', async () => {
    const number = await open();
    const missing = '999999';
    for (const [method, path, body] of [['GET', ''], ['POST', '/messages', { text: 'Hello' }], ['POST', '/reopen']]) {
      const [theirs, none] = await Promise.all([number, missing].map(async (each) => {
        const answer = await other(method, `/api/v1/cases/${each}${path}`, body);
        return [answer.status, answer.text.replaceAll(each, 'N').replace(/"request_id":"\w+"/, '')];
      }));
      assert.equal(theirs[0], 404);
      assert.deepEqual(theirs, none);
    }
    const listed = await other('GET', '/api/v1/cases?customer=acme&limit=100');
    assert.deepEqual(listed.body, { cases: [] });
    assert.equal((await other('GET', `/api/v1/cases?after=${number}`)).status, 400);
    assert.equal((await other('GET', '/api/v1/cases?after=999999')).status, 400);
    assert.equal((await anna('GET', `/api/v1/cases/${number}`)).body.messages.length, 1);
  });

  test('name their change, and refuse one by who has not seen the last', async () => {
    const number = await open();
    const at = `/api/v1/cases/${number}`;
    const { etag } = await anna('GET', at);
    assert.match(etag, /^"\d+"$/);
    const known = await anna('GET', at, undefined, { 'if-none-match': etag });
    assert.deepEqual([known.status, known.text, known.etag], [304, '', etag]);
    const bare = await anna('PATCH', at, { severity: 1 });
    assert.equal(bare.status, 428);
    assert.equal(bare.body.title, 'Precondition Required');
    for (const stale of ['"1"', '"0"', '"x"', 'x', `"${'9'.repeat(30)}"`, '""']) {
      assert.equal((await anna('PATCH', at, { severity: 1 }, { 'if-match': stale })).status, 412, stale);
    }
    // two who have read the same: one is told
    const both = await Promise.all([1, 3].map((severity) =>
      anna('PATCH', at, { severity }, { 'if-match': etag })));
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412]);
    const won = both.find(({ status }) => status === 200);
    assert.equal((await anna('GET', at)).body.severity, won.body.severity);
    assert.equal((await anna('GET', at, undefined, { 'if-none-match': etag })).status, 200);
    // other writers may say what they have seen
    for (const [method, path, body] of [['POST', '/messages', { text: 'x' }],
      ['PUT', '/links', { article: 'disk-full', kind: 'resolved' }], ['DELETE', '/links/disk-full'],
      ['POST', '/close', { outcome: 'none', reason: 'x' }], ['POST', '/reopen']]) {
      assert.equal((await anna(method, at + path, body, { 'if-match': etag })).status, 412, path);
    }
    assert.equal((await anna('POST', `${at}/messages`, { text: 'x' }, { 'if-match': won.etag })).status, 201);
    assert.equal((await anna('PATCH', at, { severity: 2 }, { 'if-match': '*' })).status, 200);
    assert.equal((await anna('PATCH', at, {}, { 'if-match': '*' })).status, 200);
  });

  test('take a message and a time entry once under one key', async () => {
    const { number } = (await anna('POST', '/api/v1/cases', { customer: 'acme', ...problem, severity: 2 })).body;
    const at = `/api/v1/cases/${number}`;
    const sayings = [];
    for (let i = 0; i < 3; i++) {
      sayings.push(await anna('POST', `${at}/messages`, { text: 'Once' }, { 'idempotency-key': 'say' }));
    }
    assert.deepEqual(sayings.map(({ status }) => status), [201, 201, 201]);
    assert.equal(new Set(sayings.map(({ text }) => text)).size, 1);
    assert.equal(sayings[0].body.messages.filter(({ text }) => text === 'Once').length, 1);
    const entries = [];
    for (let i = 0; i < 2; i++) {
      entries.push(await anna('POST', `${at}/time`, { minutes: 5 }, { 'idempotency-key': 'work' }));
    }
    assert.deepEqual(entries.map(({ status }) => status), [201, 201]);
    assert.equal(entries[0].text, entries[1].text);
    assert.equal((await anna('GET', `${at}/time`)).body.entries.length, 1);
    // the key belongs to what was sent, and to where
    for (const [target, body, key] of [[`${at}/messages`, { text: 'Else' }, 'say'],
      [`${at}/time`, { minutes: 6 }, 'work'], [`${at}/time`, { minutes: 5 }, 'say']]) {
      assert.equal((await anna('POST', target, body, { 'idempotency-key': key })).status, 422, key);
    }
    assert.equal((await anna('GET', `${at}/time`)).body.entries.length, 1);
  });

  test('are opened once under one key, however often they are sent', async () => {
    const body = JSON.stringify({ customer: 'acme', ...problem });
    const send = (ask, key, text = body) => ask('POST', '/api/v1/cases', text, { 'idempotency-key': key });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(anna, 'call-1')));
    assert.deepEqual(new Set(answers.map(({ status, text, etag, headers }) =>
      `${status} ${text} ${etag} ${headers.get('location')}`)).size, 1);
    const [{ body: { number } }] = answers;
    await anna('POST', `/api/v1/cases/${number}/messages`, { text: 'x', author: 'note' });
    assert.equal((await send(anna, 'call-1')).text, answers[0].text);
    const another = await send(anna, 'call-1', JSON.stringify({ customer: 'acme', ...problem, text: 'Else' }));
    assert.equal(another.status, 422);
    assert.match(another.body.detail, /^The same key came with another request/);
    // keys are those of who sends them
    const others = await send(kim, 'call-1');
    assert.equal(others.status, 201);
    assert.notEqual(others.body.number, number);
    assert.equal((await send(anna, 'k'.repeat(201))).status, 413);
    // a request that was refused may be mended under its key
    assert.equal((await send(anna, 'call-2', '{"subject":"x"}')).status, 400);
    assert.equal((await send(anna, 'call-2')).status, 201);
  });

  test('are listed to the end without a loss while others come and change', async () => {
    const there = new Set();
    for (let i = 0; i < 23; i += 1) there.add(await open({ subject: `Paging ${i}`, product: 'Pager' }));
    const seen = [];
    let target = '/api/v1/cases?product=Pager&limit=5';
    for (let next = ''; next !== undefined;) {
      const page = described(await anna('GET', target + (next && `&after=${next}`)), 'get', '/api/v1/cases');
      seen.push(...page.body.cases.map(({ number }) => number));
      next = page.body.next;
      await open({ product: 'Pager' });
      await anna('POST', `/api/v1/cases/${[...there][3]}/messages`, { text: 'x' });
    }
    assert.deepEqual(seen.sort(), [...there].sort());
    const numbers = async (query) =>
      (await anna('GET', `/api/v1/cases?limit=100&${query}`)).body.cases.map(({ number }) => number);
    const [first, second] = there;
    assert.deepEqual(await numbers('q=PAGING+1&product=Pager&state=open').then(({ length }) => length), 11);
    assert.deepEqual(await numbers(`q=${first}`), [first]);
    assert.deepEqual(await numbers('q=%25'), []);
    assert.deepEqual(await numbers('agent=nobody'), []);
    await anna('POST', `/api/v1/cases/${second}/close`, { outcome: 'none', reason: 'a test' });
    assert.deepEqual(await numbers('product=Pager&state=closed'), [second]);
    assert.ok(!(await numbers('product=Pager&state=open&state=waiting')).includes(second));
    for (const bad of ['state=shut', 'limit=0', 'limit=101', 'limit=x', 'after=nothing', `q=${'x'.repeat(201)}`]) {
      const { status, body } = await anna('GET', `/api/v1/cases?${bad}`);
      assert.ok(status === 400 || status === 413, bad);
      assert.match(body.detail, /^[A-Z].{10}/);
    }
  });

  test('lose nothing to fifty who write at once', async () => {
    const at = `/api/v1/cases/${await open()}`;
    const texts = Array.from({ length: 50 }, (_, i) => `writer ${i}`);
    const done = await Promise.all(texts.map((text, i) => (i % 2
      ? anna('POST', `${at}/messages`, { text })
      : kim('POST', `${at}/messages`, { text }))));
    assert.ok(done.every(({ status }) => status === 201));
    const { body, etag } = await anna('GET', at);
    assert.deepEqual(body.messages.slice(1).map(({ text }) => text).sort(), texts.sort());
    const tags = new Set(done.map((each) => each.etag));
    assert.ok(tags.has(etag));
    // and of fifty who change what they have all read, one does
    const changes = await Promise.all(texts.map((text) =>
      anna('PATCH', at, { subject: text }, { 'if-match': etag })));
    const won = changes.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    assert.ok(changes.every(({ status }) => status === 200 || status === 412));
    assert.equal((await anna('GET', at)).body.subject, won[0].body.subject);
  });

  test('refuse what is no case in whole sentences, and keep nothing of it', async () => {
    const at = `/api/v1/cases/${await open()}`;
    const unchanged = await anna('GET', at);
    const count = async () => (await anna('GET', '/api/v1/events?limit=1')).status === 403
      && (await who.admin('GET', '/api/v1/events?limit=1')).body.events[0].id;
    const events = await count();
    const wrong = [
      ['POST', '/api/v1/cases', { customer: 'acme', subject: 1, text: 'x' }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', subject: 'x' }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', subject: '', text: 'x' }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', subject: 'x', text: '' }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', subject: 'a\u0000b', text: 'x' }, 400],
      ['POST', '/api/v1/cases', { customer: 'nobody', ...problem }, 400],
      ['POST', '/api/v1/cases', problem, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', ...problem, severity: 9 }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', ...problem, severity: -1 }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', ...problem, severity: 1.5 }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', ...problem, severity: '1' }, 400],
      ['POST', '/api/v1/cases', { customer: 'acme', ...problem, subject: 'x'.repeat(1001) }, 413],
      ['POST', '/api/v1/cases', { customer: 'acme', subject: 'x', text: 'x'.repeat(256 * 1024 + 1) }, 413],
      ['POST', '/api/v1/cases', `{"x":"${'x'.repeat(513 * 1024)}"}`, 413],
      ['POST', '/api/v1/cases', '[]', 400],
      ['POST', '/api/v1/cases', '', 400],
      ['POST', '/api/v1/cases', '{"customer":"acme","customer":"b","subject":"x","text":"x"}', 400],
      ['POST', '/api/v1/cases', Uint8Array.from([...Buffer.from('{"customer":"acme","subject":"'), 0xff, 0xfe,
        ...Buffer.from('","text":"x"}')]), 400],
      ['POST', '/api/v1/cases', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 400],
      ['PATCH', at, { state: 'closed' }, 409],
      ['PATCH', at, { state: 'ajar' }, 400],
      ['PATCH', at, { subject: '' }, 400],
      ['PATCH', at, { severity: 99 }, 400],
      ['PATCH', at, { severity: 4294967297 }, 400],
      ['POST', `${at}/messages`, { text: 'x', author: 'ghost' }, 400],
      ['POST', `${at}/messages`, { text: '' }, 400],
      ['PUT', `${at}/links`, { article: 'gone', kind: 'resolved' }, 400],
      ['PUT', `${at}/links`, { article: 'disk-full', kind: 'loved' }, 400],
      ['PUT', `${at}/links`, { article: '', kind: 'tried' }, 400],
      ['PUT', `${at}/links`, { article: 'x'.repeat(201), kind: 'tried' }, 413],
      ['POST', `${at}/close`, { outcome: 'maybe' }, 400],
      ['POST', `${at}/reopen`, undefined, 409],
      ['POST', `${at}/time`, { minutes: 0 }, 400],
      ['POST', `${at}/time`, { minutes: -5 }, 400],
      ['POST', `${at}/time`, { minutes: 1800 }, 400],
      ['POST', `${at}/time`, { minutes: '5' }, 400],
      ['POST', `${at}/time`, { minutes: 5, worked_on: '2026-02-30' }, 400],
      ['POST', `${at}/time`, { minutes: 5, worked_on: '2999-01-01' }, 400],
      ['POST', '/api/v1/cases/999999/time', { minutes: 5 }, 404],
      ['PUT', `/api/v1/customers/${'x'.repeat(201)}`, {}, 413],
      ['PUT', '/api/v1/customers/acme', { name: 7 }, 400],
      ['GET', '/api/v1/customers/nobody', undefined, 404],
      ['GET', `/api/v1/cases/${'9'.repeat(3000)}`, undefined, 404],
      ['GET', '/api/v1/cases/%27%20OR%201=1', undefined, 404],
      ['GET', '/api/v1/time?from=yesterday', undefined, 400],
      ['GET', '/api/v1/time?after=t999999', undefined, 400],
      ['POST', '/api/v1/suggest', { subject: 5 }, 400],
    ];
    for (const [method, target, body, status] of wrong) {
      const answer = await anna(method, target, body, { 'if-match': '*' });
      const what = `${method} ${target.slice(0, 60)} ${JSON.stringify(body)?.slice(0, 100)}: ${answer.text}`;
      assert.equal(answer.status, status, what);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json', what);
      assert.match(answer.body.detail, /^[A-Z].*[^.]$/s, what);
      fits(description.components.schemas.Problem, answer.body, description);
    }
    const form = await anna('POST', '/api/v1/cases', 'customer=acme',
      { 'content-type': 'application/x-www-form-urlencoded' });
    assert.equal(form.status, 400);
    assert.equal((await anna('GET', at)).text, unchanged.text);
    assert.equal(await count(), events);
  });

  test('give back what they were told, byte for byte and harmless', async () => {
    const text = '<script>alert(1)</script>\n=1+1 "quoted" \u{1F980} e\u0301 \u202e \'; DROP TABLE cases; --';
    const number = await open({ subject: '<b>Bold</b> & co', text });
    const answer = await anna('GET', `/api/v1/cases/${number}`);
    assert.equal(answer.body.messages[0].text, text);
    assert.equal(answer.body.subject, '<b>Bold</b> & co');
    assert.ok(!answer.text.includes('<'));
    assert.match(answer.headers.get('content-type'), /^application\/json/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });

  test('take time, and show each their own', async () => {
    const number = await open();
    const at = `/api/v1/cases/${number}/time`;
    const added = described(await anna('POST', at, { minutes: 30, worked_on: '2026-01-05', note: 'Call' }), 'post',
      '/api/v1/cases/{number}/time');
    assert.deepEqual({ ...added.body, key: '' },
      { key: '', case: number, agent: 'anna', minutes: 30, worked_on: '2026-01-05', note: 'Call' });
    for (let day = 1; day <= 4; day += 1) {
      assert.equal((await who.developer('POST', at, { minutes: day, worked_on: `2026-01-0${day}` })).status, 201);
    }
    const minutes = async (ask, target) =>
      described(await ask('GET', target), 'get', '/api/v1/time').body.entries.map((each) => each.minutes);
    assert.deepEqual(await minutes(anna, at), [30]);
    assert.deepEqual(await minutes(who.manager, at), [4, 3, 2, 1, 30]);
    assert.deepEqual(await minutes(who.accounting, `/api/v1/time?case=${number}&from=2026-01-02&until=2026-01-03`), [3, 2]);
    assert.deepEqual(await minutes(anna, `/api/v1/time?case=${number}&agent=developer`), [30]);
    const page = await who.manager('GET', `/api/v1/time?case=${number}&limit=3`);
    assert.deepEqual(await minutes(who.manager, `/api/v1/time?case=${number}&after=${page.body.next}`), [1, 30]);
  });

  test('let a customer be changed only as it was read', async () => {
    const at = '/api/v1/customers/tagged';
    assert.equal((await anna('PUT', at, { name: 'A' }, { 'if-match': '*' })).status, 412);
    const made = await anna('PUT', at, { name: 'A' }, { 'if-none-match': '*' });
    assert.equal(made.status, 201);
    assert.equal((await anna('PUT', at, { name: 'B' }, { 'if-none-match': '*' })).status, 412);
    const read = await anna('GET', at);
    assert.equal(read.etag, made.etag);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) =>
      anna('PUT', at, { name: `N${i}` }, { 'if-match': read.etag })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412, 412, 412]);
    const won = answers.find(({ status }) => status === 200);
    assert.equal((await anna('GET', at)).body.name, won.body.name);
    assert.notEqual(won.etag, read.etag);
    assert.equal((await anna('PUT', at, { name: 'Free' })).status, 200);
  });

  test('have customers, whose pages go by key', async () => {
    for (let i = 0; i < 12; i += 1) {
      assert.equal((await anna('PUT', `/api/v1/customers/page%2F${i}`, { industry: 'Paper' })).status, 201);
    }
    const same = await anna('PUT', '/api/v1/customers/page%2F1', { industry: 'Paper' });
    assert.deepEqual([same.status, same.body.key, same.body.name], [200, 'page/1', 'page/1']);
    const keys = [];
    for (let next = ''; next !== undefined;) {
      const page = described(await anna('GET', `/api/v1/customers?limit=5&after=${encodeURIComponent(next)}`), 'get',
        '/api/v1/customers');
      keys.push(...page.body.customers.map(({ key }) => key));
      next = page.body.next;
    }
    assert.deepEqual(keys, [...keys].sort());
    assert.equal(keys.filter((key) => key.startsWith('page/')).length, 12);
    await open({ contact: 'bo', contact_name: 'Bo B', contact_email: 'bo@example.com' });
    const one = described(await anna('GET', '/api/v1/customers/acme'), 'get', '/api/v1/customers/{key}');
    assert.deepEqual(one.body.contacts.find(({ key }) => key === 'bo'),
      { key: 'bo', name: 'Bo B', title: '', email: 'bo@example.com' });
    assert.ok((await anna('GET', '/api/v1/customers/page%2F1')).body.contacts.length === 0);
  });

  test('leave events that tell who did what, without secrets', async () => {
    const number = await open();
    await anna('POST', `/api/v1/cases/${number}/close`, { outcome: 'none', reason: 'a test' });
    const page = described(await who.manager('GET', '/api/v1/events?limit=100'), 'get', '/api/v1/events');
    const own = page.body.events.filter(({ kind, key }) => kind === 'case' && key === number);
    assert.deepEqual(own.map(({ actor, action }) => [actor, action]), [['anna', 'close'], ['anna', 'add']]);
    assert.equal(own[1].detail.subject, problem.subject);
    let last = Infinity;
    for (let next = ''; next !== undefined;) {
      const { body } = await who.admin('GET', `/api/v1/events?limit=100&after=${next}`);
      assert.ok(!JSON.stringify(body).includes('argon2'));
      for (const { id } of body.events) {
        assert.ok(id < last);
        last = id;
      }
      next = body.next;
    }
    assert.equal(last, 1);
    assert.equal((await who.admin('GET', '/api/v1/events?after=x')).status, 400);
  });

  test('change by a session only with the token of its forms', async () => {
    const signedIn = await server.get('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ login: 'anna', password }).toString(),
    });
    assert.equal(signedIn.status, 303);
    const [cookie] = signedIn.headers.get('set-cookie').split(';');
    const account = await (await server.get('/account', { headers: { cookie } })).text();
    const token = /name="csrf" value="([0-9a-f]+)"/.exec(account)[1];
    const suggest = async (headers) => (await server.get('/api/v1/suggest', {
      method: 'POST', headers: { cookie, 'content-type': 'application/json', ...headers }, body: JSON.stringify(problem),
    })).status;
    assert.equal(await suggest({}), 403);
    assert.equal(await suggest({ 'x-csrf-token': 'f'.repeat(token.length) }), 403);
    assert.equal(await suggest({ 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await suggest({ 'x-csrf-token': token }), 200);
    assert.equal((await server.get('/api/v1/cases', { headers: { cookie } })).status, 200);
  });

  test('stop being served to a user who is disabled or changes company', async () => {
    addUser(server, 'leaver', 'customer', '--customer', 'acme');
    const leaver = as(server, 'leaver', rightsOf('customer'));
    const number = await open();
    assert.equal((await leaver('GET', `/api/v1/cases/${number}`)).status, 200);
    assert.equal(run(['user', 'role', 'leaver', 'customer', '--customer', 'globex', '--data', server.data]).status, 0);
    assert.equal((await leaver('GET', `/api/v1/cases/${number}`)).status, 404);
    assert.equal(run(['user', 'disable', 'leaver', '--data', server.data]).status, 0);
    assert.equal((await leaver('GET', '/api/v1/cases')).status, 401);
  });
});

test('a link made now changes the next search, and stands beside the next case', async (t) => {
  const files = {};
  for (let i = 0; i < 8; i += 1) files[`a${i}.md`] = `# Screen flickers ${i}\n\n## Resolution\n\nReplace cable ${i}.\n`;
  files['fix.md'] = '# Driver update\n\n## Resolution\n\nInstall driver nine for the screen.\n';
  const server = await Server.start(t, { files, args: [] });
  const anna = join(server, 'anna', 'agent');
  const ids = async () => (await (await server.get('/api/v1/search?q=screen+flickers+after+sleep')).json())
    .hits.map(({ id }) => id);
  assert.notEqual((await ids())[0], 'fix');
  await anna('PUT', '/api/v1/customers/acme', {});
  const close = async (subject) => {
    const { body } = await anna('POST', '/api/v1/cases',
      { customer: 'acme', severity: 2, subject, text: 'My screen flickers after sleep.' });
    await anna('PUT', `/api/v1/cases/${body.number}/links`, { article: 'fix', kind: 'resolved' });
    assert.equal((await anna('POST', `/api/v1/cases/${body.number}/close`, { outcome: 'known' })).status, 200);
    return body.number;
  };
  const number = await close('Flickers after sleep');
  await until(async () => (await ids())[0] === 'fix', 'the case counts', 5000);

  const wish = { subject: 'Flickering', text: 'The screen flickers after sleep, what now?' };
  const { status, body } = await anna('POST', '/api/v1/suggest', wish);
  assert.equal(status, 200);
  const likely = body.articles.find(({ id }) => id === 'fix');
  assert.deepEqual([likely.similar_cases, likely.why, likely.is_public],
    [1, '1 similar case was resolved by this', true]);
  assert.deepEqual(body.cases.map(({ number: each, subject }) => [each, subject]), [[number, 'Flickers after sleep']]);
  assert.deepEqual(body.cases[0].resolved_by, [{ id: 'fix', title: 'Driver update', url: '/articles/fix' }]);
  assert.equal(body.cases[0].why, 'Same words: Flickering, screen, sleep');
  assert.ok(body.cases[0].similarity > 0 && body.cases[0].similarity <= 1);
  const description = await (await server.get('/openapi.json')).json();
  fits(description.components.schemas.Suggestions, body, description);

  await close('Again');
  await until(async () => (await anna('POST', '/api/v1/suggest', wish)).body.articles
    .some(({ why }) => why === '2 similar cases were resolved by this'), 'the second case counts', 5000);
  // it came back: the vote is gone
  await anna('POST', `/api/v1/cases/${number}/reopen`);
  await until(async () => (await anna('POST', '/api/v1/suggest', wish)).body.cases.length === 1,
    'the reopened case is gone', 5000);
  for (const empty of [{}, { subject: '' }, { subject: ' ', text: '"' }, { text: '-' }]) {
    const answer = await anna('POST', '/api/v1/suggest', empty);
    assert.deepEqual([answer.status, answer.body.cases], [200, []], JSON.stringify(empty));
  }
  const long = await anna('POST', '/api/v1/suggest', { text: 'screen flickers '.repeat(16000) });
  assert.equal(long.status, 200);
});
