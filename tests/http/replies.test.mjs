// SPDX-License-Identifier: GPL-2.0-or-later
//
// Replies of articles in what agents send: how much of each was kept is
// reckoned by the server, and what is edited much speaks against its article.

import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addUser, as, password, rightsOf } from './support/people.mjs';
import { Server, run } from './support/server.mjs';

const article = (title, reply, keys = '') =>
  `---\nowner: wanda\n${keys}---\n# ${title}\n\n## Resolution\n\nSee below.\n\n## Reply\n\n${reply}\n`;
// 14 words before the placeholder, which the case does not fill in, and 5 behind
const reply = `Remove the oldest files by hand.

Then start the service once more.

Your version {{build}} will report nothing after that.`;
const files = {
  'disk.md': article('Disk is full', reply),
  'door.md': article('Door is stuck', reply),
  'fan.md': article('Fan is loud', 'Clean the fan with a brush.'),
  'mended.md': article('Mended', reply, 'reviewed: 2999-01-01\n'),
};
const whole = reply.replace('{{build}}', '4.2');

describe('replies', () => {
  let server;
  const cookies = {};
  const csrf = {};

  const get = (login, target) =>
    server.get(target, { headers: { cookie: cookies[login], accept: 'text/html' } });
  const page = async (login, target) => (await get(login, target)).text();
  const send = (login, target, fields) => server.get(target, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie: cookies[login] },
    body: new URLSearchParams([['csrf', csrf[login] ?? ''], ...fields]).toString(),
  });
  const tokens = {};
  const api = (login, method, target, body) => tokens[login](method, `/api/v1${target}`, body);

  async function signIn(login, ...args) {
    const added = run(['user', 'add', login, ...args, '--data', server.data], { input: `${password}\n` });
    assert.equal(added.status, 0, added.stderr);
    const answer = await send(login, '/sign-in', [['login', login], ['password', password]]);
    assert.equal(answer.status, 303);
    cookies[login] = answer.headers.get('set-cookie').split(';')[0];
    [, csrf[login]] = /name="csrf" value="([0-9a-f]{64})"/.exec(await page(login, '/account'));
  }

  async function open() {
    const answer = await send('anna', '/cases/new', [['action', 'open'], ['customer', 'Zoo'],
      ['new_customer', '1'], ['subject', 'Disk is full'], ['text', 'The disk is full.']]);
    assert.equal(answer.status, 303, await answer.text());
    return /^\/cases\/(\w+)\?done=new$/.exec(answer.headers.get('location'))[1];
  }
  const changeOf = async (number) =>
    /name="change" value="(\d+)"/.exec(await page('anna', `/cases/${number}`))[1];
  const act = async (number, fields, login = 'anna') =>
    send(login, `/cases/${number}`, [['change', await changeOf(number)], ['severity', '2'], ...fields]);

  async function answer(text, inserted, login = 'anna') {
    const number = await open();
    const sent = await act(number, [['action', 'answer'], ['text', text],
      ...inserted.map((id) => ['inserted', id])], login);
    assert.equal(sent.status, 303, await sent.text());
    return number;
  }
  const repliesOf = async (number) =>
    (await api('anna', 'GET', `/cases/${number}`)).body.messages.at(-1).replies;
  const health = async () => (await api('wanda', 'GET', '/articles-health')).body;
  const doubted = async (id) => (await health()).in_doubt.articles.find((row) => row.id === id);

  before(async () => {
    server = await Server.start({ after() {} }, { files });
    await signIn('anna', '--role', 'agent');
    await signIn('bert', '--role', 'agent');
    await signIn('wanda', '--role', 'writer');
    await signIn('mark', '--role', 'marketing');
    tokens.anna = as(server, 'anna', rightsOf('agent'));
    tokens.wanda = as(server, 'wanda', rightsOf('writer'));
  });
  after(() => server.remove());

  test('the page remembers what it inserted, also when an answer is refused', async () => {
    const number = await open();
    const inserted = await (await act(number, [['insert', 'disk'], ['text', 'Hello']])).text();
    assert.match(inserted, /<input type="hidden" name="inserted" value="disk">/);
    assert.match(inserted, /Hello\n\nRemove the oldest files/);
    // {{build}} is still there
    const refused = await act(number, [['action', 'answer'], ['text', reply], ['inserted', 'disk'], ['inserted', 'disk'], ['inserted', 'fan']]);
    assert.equal(refused.status, 400);
    const again = await refused.text();
    assert.equal(again.match(/name="inserted"/g).length, 2);
    assert.doesNotMatch(await page('anna', `/cases/${number}`), /name="inserted"/);
  });

  test('the server reckons what was kept, whatever the form says', async () => {
    let number = await answer(`Dear Ms. Young,\n\n${whole}\n\nYours, Anna`, ['disk']);
    assert.deepEqual(await repliesOf(number), [{ article: 'disk', words: 19, kept: 19 }]);
    // nothing of it was sent: it was deleted, or never inserted
    number = await answer('I shall call you this afternoon about all of that.', ['disk', 'fan', 'nothing']);
    assert.equal(await repliesOf(number), undefined);
    // two of them, one cut short: 6 of 19
    number = await answer('Remove the oldest files by hand.\n\nClean the fan with a brush.', ['fan', 'disk', 'fan']);
    assert.deepEqual(await repliesOf(number), [
      { article: 'disk', words: 19, kept: 6 }, { article: 'fan', words: 6, kept: 6 }]);
    const shown = await page('anna', `/cases/${number}`);
    assert.match(shown, /Reply of <a[^>]*href="\/articles\/disk">Disk is full<\/a>: <a href="\/articles-health\/replies\/disk">6 of 19 words kept<\/a> <span class="label">edited much/);
    // notes use none
    number = await open();
    assert.equal((await act(number, [['action', 'note'], ['text', whole], ['inserted', 'disk']])).status, 303);
    assert.equal(await repliesOf(number), undefined);
  });

  test('the API does the same', async () => {
    const number = await open();
    const wish = { subject: 'Disk is full', text: 'Disk is full', case: number };
    const { body: { articles } } = await api('anna', 'POST', '/suggest', wish);
    assert.equal(articles.find(({ id }) => id === 'disk').reply, reply);
    assert.equal((await api('anna', 'POST', '/suggest', { ...wish, case: '99999' })).status, 400);
    assert.equal((await api('anna', 'POST', '/suggest', { subject: 'Disk' })).body.articles[0].reply, undefined);
    const body = { text: whole, severity: 2, inserted: ['disk'] };
    let sent = await api('anna', 'POST', `/cases/${number}/messages`, { ...body, inserted: ['nothing'] });
    assert.equal(sent.status, 400);
    assert.match(sent.body.detail, /no article "nothing"/);
    sent = await api('anna', 'POST', `/cases/${number}/messages`, { ...body, inserted: Array(9).fill('disk') });
    assert.equal(sent.status, 413);
    sent = await api('anna', 'POST', `/cases/${number}/messages`, { text: 'x', author: 'note', inserted: ['disk'] });
    assert.equal(sent.status, 400);
    assert.match(sent.body.detail, /come with an answer/);
    sent = await api('anna', 'POST', `/cases/${number}/messages`, body);
    assert.equal(sent.status, 201);
    assert.deepEqual(await repliesOf(number), [{ article: 'disk', words: 19, kept: 19 }]);
  });

  test('what is edited much speaks against the article, until it is reviewed', async () => {
    const short = 'Remove the oldest files by hand. I shall do the rest myself.';
    assert.equal(await doubted('mended'), undefined);
    for (let i = 0; i < 2; i++) await answer(whole, ['door']);
    for (let i = 0; i < 2; i++) await answer(short, ['door', 'mended']);
    const number = await answer(short, ['door', 'mended'], 'bert');
    const row = await doubted('door');
    assert.equal(row.replies_edited, 3);
    assert.equal(row.edited, 3);
    assert.equal(row.replies, 5);
    assert.equal(row.sent, 2); // of two cases, neither linked to it
    // Wilson, 1927: the lower bound of 3 of 5 with z = 1.2816
    assert.ok(Math.abs(row.doubt - 0.3304) < 0.0005, String(row.doubt));
    assert.equal(row.reply_is_rewritten, true);
    assert.equal(await doubted('mended'), undefined);
    // what the case's link says is not said twice
    assert.equal((await act(number, [['action', 'link'], ['article', 'door'], ['kind', 'wrong'], ['comment', 'Not by hand']])).status, 303);
    assert.deepEqual([(await doubted('door')).edited, (await doubted('door')).wrong], [2, 1]);

    const list = await page('wanda', '/articles-health');
    assert.match(list, /1 case says that it is wrong, <a href="\/articles-health\/replies\/door">3 of 5 replies that used it were edited much<\/a>/);
    const replies = await page('wanda', '/articles-health/replies/door');
    assert.match(replies, /Since <time[^]*?<\/time>, 3 of 5 answers that used its reply edited it much/);
    assert.match(replies, /2 people rewrote it/);
    assert.match(replies, new RegExp(`<a href="/cases/${number}#~message-\\d+">Case ${number}</a>`));
    const anchor = new RegExp(`/cases/${number}#(~message-\\d+)"`).exec(replies)[1];
    assert.ok((await page('wanda', `/cases/${number}`)).includes(`id="${anchor}"`));
    assert.match(replies, /6 of 19 words kept <span class="label">edited much/);
    assert.match(replies, /<tr class="gone"><td>gone<\/td><td><code>Then start the service once more\./);
    const mend = await page('wanda', '/articles-to-mend');
    assert.match(mend, /Replies that are rewritten[^]*Door is stuck[^]*2 people edited its reply much, in 3 of 5 answers that used it/);
    assert.doesNotMatch(mend, /Fan is loud/);
  });

  test('only who may read cases sees what was sent', async () => {
    assert.equal((await get('mark', '/articles-health/replies/door')).status, 403);
    assert.equal((await get('wanda', '/articles-health/replies/nothing')).status, 404);
    await answer('Clean the fan with a brush.', ['fan']);
    assert.match(await page('wanda', '/articles-health/replies/fan'), /6 of 6 words kept <span class="label">sent as it stands/);
  });
});

test('what was said of an article stays with it when it gets another id', async (t) => {
  const server = await Server.start(t, { files: { 'kettle.md': article('Kettle leaks', 'Empty the kettle, and fill it again.') } });
  addUser(server, 'anna', 'agent');
  addUser(server, 'wanda', 'writer');
  const [anna, wanda] = [as(server, 'anna', rightsOf('agent')), as(server, 'wanda', rightsOf('writer'))];
  const signed = await server.get('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ login: 'wanda', password }).toString(),
  });
  const headers = { cookie: signed.headers.get('set-cookie').split(';')[0], accept: 'text/html' };
  const page = async (target) => (await (await server.get(target, { headers })).text());
  assert.equal((await anna('PUT', '/api/v1/customers/acme', { name: 'Acme' })).status, 201);
  const numbers = [];
  for (let i = 0; i < 3; i += 1) {
    const { body } = await anna('POST', '/api/v1/cases', { customer: 'acme', subject: 'Kettle leaks', text: 'It leaks.', severity: 2 });
    numbers.push(body.number);
  }
  for (const number of numbers.slice(0, 2)) {
    const link = { article: 'kettle', kind: 'wrong', comment: 'It leaks still' };
    assert.equal((await anna('PUT', `/api/v1/cases/${number}/links`, link)).status, 200);
  }
  const solved = `/api/v1/cases/${numbers[2]}`;
  assert.equal((await anna('POST', `${solved}/messages`, { text: 'Empty the kettle, and fill it again.', inserted: ['kettle'] })).status, 201);
  assert.equal((await anna('PUT', `${solved}/links`, { article: 'kettle', kind: 'resolved' })).status, 200);
  assert.equal((await anna('POST', `${solved}/close`, { outcome: 'known' })).status, 200);
  const doubt = async () => (await wanda('GET', '/api/v1/articles-health')).body.in_doubt.articles
    .map((row) => [row.id, row.wrong, row.resolved, row.replies, row.doubt]);
  const before = await doubt();
  // 2 of 3, and z = 1.2816
  assert.deepEqual(before.map(([id, ...rest]) => [id, ...rest.slice(0, 3)]), [['kettle', 2, 1, 1]]);

  unlinkSync(path.join(server.articles, 'kettle.md'));
  server.write('pot.md', article('Kettle leaks', 'Empty the kettle, and fill it again.', 'id: pot\nreplaces: [kettle]\n'));
  server.index();
  assert.deepEqual(await doubt(), before.map(([, ...rest]) => ['pot', ...rest]));
  assert.match(await page(`/cases/${numbers[0]}`), /<li class="link wrong">\s*<a[^>]*>Kettle leaks<\/a>/);
  assert.match(await page(`/cases/${numbers[2]}`), /<li class="link resolved">\s*<a[^>]*>Kettle leaks<\/a>/);
  assert.match(await page('/articles-to-mend'), /Kettle leaks<\/a><\/h3>\s*<p dir="auto">It leaks still[^]*for you/);
  assert.match(await page('/articles-health/replies/pot'), /7 of 7 words kept/);
  assert.match(await page('/articles-health/replies/kettle'), /Replies from Kettle leaks[^]*7 of 7 words kept/);
  assert.match(await page('/my-articles'), /solved 1 case in the last 90 days/);
  // whoever has the old address can still name it
  const { status, body } = await anna('PUT', `/api/v1/cases/${numbers[0]}/links`, { article: 'kettle', kind: 'tried' });
  assert.equal(status, 200);
  assert.deepEqual(body.links.map((link) => [link.article, link.kind]), [['kettle', 'wrong'], ['pot', 'tried']]);
});
