// SPDX-License-Identifier: GPL-2.0-or-later
//
// People of the load test: what agents and customers do all day, each over a
// connection of their own. What they were answered goes into the ledger.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import http from 'node:http';
import { password } from '../../http/support/people.mjs';
import { program } from '../../http/support/server.mjs';

export const agents = 50;
export const customers = 200;
export const companies = Array.from({ length: 20 }, (_, i) => `company${letters(i)}`);
const topics = Array.from({ length: 12 }, (_, i) => letters(i));
const hot = 8; // cases on which all agents work at once

function letters(number) {
  return 'abcdefghijklmnopqrstuvwxyz'[number % 26].repeat(2 + Math.floor(number / 26));
}

// No article has the words that customers say.
export const wordsOf = (article) => `rattling ${article.slice('gear-'.length)}noise`;
export const files = Object.fromEntries(topics.map((topic) => [`gear-${topic}.md`, `---
id: gear-${topic}
---
# Gear ${topic}wheel

## Resolution

Oil the ${topic}wheel of the gear.

## Reply

Please oil the ${topic}wheel.
`]));

const pick = (list) => list[Math.floor(Math.random() * list.length)];

function runAsync(args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe' });
    let text = '';
    let complaint = '';
    child.stdout.on('data', (bytes) => { text += bytes; });
    child.stderr.on('data', (bytes) => { complaint += bytes; });
    child.on('close', (code) => (code === 0 ? resolve(text)
      : reject(new Error(`${args.join(' ')} ended with ${code}: ${complaint}`))));
    child.stdin.end(input);
  });
}

// Everybody with a token, the agents first; an account costs a slow hash.
export async function makePeople(server, ledger) {
  const people = [];
  await runAsync(['import', 'customers', '-', '--data', server.data],
    companies.map((key) => `${JSON.stringify({ key })}\n`).join(''));
  const wanted = Array.from({ length: agents + customers }, (_, i) => i);
  const makeSome = async () => {
    for (let i = wanted.shift(); i !== undefined; i = wanted.shift()) {
      const isAgent = i < agents;
      const login = isAgent ? `agent${i}` : `customer${i}`;
      const company = companies[i % companies.length];
      const data = ['--data', server.data];
      await runAsync(['user', 'add', login, '--role', isAgent ? 'agent' : 'customer',
        ...(isAgent ? [] : ['--customer', company]), ...data], `${password}\n`);
      const rights = isAgent ? 'cases:read,cases:work,time:write,articles:internal,customers:write'
        : 'cases:own';
      const text = await runAsync(['token', 'add', login, '--user', login, '--rights', rights, ...data]);
      people[i] = new Person(server, ledger, {
        login, company, isAgent, token: /slv_[A-Za-z0-9_-]+/.exec(text)[0],
      });
    }
  };
  await Promise.all([makeSome(), makeSome()]);
  return people;
}

class Person {
  constructor(server, ledger, { login, company, isAgent, token }) {
    Object.assign(this, { server, ledger, login, company, isAgent, token, isOver: false });
    this.line = new http.Agent({ keepAlive: true, maxSockets: 1 });
    this.own = []; // numbers of cases
    this.count = 0;
  }

  // The server is up again.
  rise() {
    this.line.destroy();
    this.line = new http.Agent({ keepAlive: true, maxSockets: 1 });
    this.isOver = false;
  }

  // What nobody else says.
  unique(what) {
    this.count += 1;
    return `${what} ${this.login} ${this.count}`;
  }

  async live() {
    while (!this.isOver) {
      try {
        await (this.isAgent ? this.work() : this.ask());
      } catch (error) {
        // without an answer: all that may be, once the server is killed
        if (!this.isOver) this.ledger.surprises.push(`${this.login}: ${error.message}`);
      }
    }
  }

  send(method, target, body, headers = {}) {
    const { hostname, port } = new URL(this.server.url);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const request = http.request({
        hostname, port, method, path: target, agent: this.line,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      }, (response) => {
        let received = '';
        response.setEncoding('utf8').on('data', (part) => { received += part; });
        response.on('error', reject);
        response.on('end', () => {
          if (!response.complete) return reject(new Error('half an answer'));
          this.ledger.took(method, target, performance.now() - began);
          const { statusCode: status } = response;
          if (status >= 400 && status !== 412) {
            this.ledger.surprises.push(`${this.login} ${method} ${target}: ${status} ${received}`);
          }
          const isJson = /json/.test(response.headers['content-type']);
          return resolve({
            status, etag: response.headers.etag,
            body: isJson && received !== '' ? JSON.parse(received) : received,
          });
        });
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  // A write to a case: it is in the ledger before, as what may be, and after the
  // answer as what is. Answers with a status over 400 changed nothing.
  async write(number, effect, method, target, body, etag) {
    const open = this.ledger.expect(number, effect);
    const answer = await this.send(method, target, body, etag ? { 'if-match': etag } : {});
    this.ledger.settle(open, answer.status < 400, this.isAgent ? answer.body : undefined);
    return answer;
  }

  // Read, change, and again when somebody was faster.
  async change(number, step) {
    for (;;) {
      const read = await this.send('GET', `/api/v1/cases/${number}`);
      const answer = await step(read.body, read.etag);
      if (answer.status !== 412) return answer;
    }
  }

  // --- agents ---

  async work() {
    const at = Math.random();
    const numbers = this.ledger.numbers;
    if (at < 0.15) {
      this.own.push(await this.open());
    } else if (at < 0.35) {
      await this.countUp(numbers[Math.floor(Math.random() * hot)]);
    } else if (at < 0.5) {
      await this.enterTime(pick(numbers));
    } else if (at < 0.6) {
      await this.send('GET', '/api/v1/cases?limit=20&state=open');
      await this.send('POST', '/api/v1/suggest', { subject: wordsOf(`gear-${pick(topics)}`) });
    } else {
      await this.goOn(at < 0.85 && this.own.length ? pick(this.own) : pick(numbers));
    }
  }

  async open() {
    const name = this.unique('once');
    const body = {
      customer: this.company, severity: 2, subject: `${name} 0`, text: wordsOf(`gear-${pick(topics)}`),
    };
    return this.openOnce(name, this.isAgent ? body : { ...body, customer: undefined });
  }

  async openOnce(name, body) {
    const key = { name, person: this };
    this.ledger.unansweredOpenings.set(name, { key, body });
    return this.openAgain(name, body);
  }

  async openAgain(name, body) {
    const answer = await this.send('POST', '/api/v1/cases', body, { 'idempotency-key': name });
    assert.equal(answer.status, 201);
    this.ledger.unansweredOpenings.delete(name);
    this.ledger.open(answer.body.number, body);
    return answer.body.number;
  }

  // A number that each of them reads and writes one higher.
  countUp(number) {
    return this.change(number, (found, etag) => {
      const [, text, count] = /^(.*) (\d+)$/.exec(found.subject);
      return this.write(number, { counted: 1 }, 'PATCH', `/api/v1/cases/${number}`,
        { subject: `${text} ${Number(count) + 1}` }, etag);
    });
  }

  async enterTime(number) {
    const note = this.unique('worked');
    this.ledger.maybeTime.add(`${number} ${note}`);
    const answer = await this.send('POST', `/api/v1/cases/${number}/time`, { minutes: 5, note });
    if (answer.status === 201) this.ledger.time.add(`${number} ${note}`);
  }

  // The next step of a case: answer, link, close; a closed one comes back.
  async goOn(number) {
    const at = `/api/v1/cases/${number}`;
    await this.change(number, (found, etag) => {
      if (found.state === 'closed') return this.write(number, { reopened: 1 }, 'POST', `${at}/reopen`, {}, etag);
      const said = found.messages.filter(({ author }) => author !== 'customer').length;
      if (said < 2) {
        const text = this.unique('answer');
        const author = said === 0 || found.severity ? 'agent' : 'note';
        if (found.severity === null) {
          return this.write(number, {}, 'PATCH', at, { severity: 3 }, etag);
        }
        return this.write(number, { text }, 'POST', `${at}/messages`, { text, author }, etag);
      }
      if (!found.links.some(({ kind }) => kind === 'resolved')) {
        const topic = topics.find((each) => found.messages[0].text === wordsOf(`gear-${each}`)) ?? topics[0];
        return this.write(number, {}, 'PUT', `${at}/links`, { article: `gear-${topic}`, kind: 'resolved' }, etag);
      }
      return this.write(number, {}, 'POST', `${at}/close`, { outcome: 'known' }, etag);
    });
  }

  // --- customers ---

  async ask() {
    const at = Math.random();
    const topic = pick(topics);
    if (at < 0.6) {
      const words = at < 0.4 ? `gear ${topic}wheel` : wordsOf(`gear-${topic}`);
      const found = await this.send('GET', `/api/v1/search?q=${encodeURIComponent(words)}`);
      const hit = found.body.hits[0];
      if (hit) await this.send('GET', `/articles/${hit.id}?q=${encodeURIComponent(words)}`, undefined, { accept: 'text/html' });
    } else if (at < 0.75) {
      await this.send('GET', `/api/v1/complete?q=gear%20${topic.slice(0, 1)}`);
    } else if (at < 0.8 || this.own.length === 0) {
      this.own.push(await this.open());
    } else if (at < 0.9) {
      const number = pick(this.own);
      const text = this.unique('more');
      const target = `/api/v1/cases/${number}/messages`;
      await this.write(number, { text }, 'POST', target, { text });
    } else {
      await this.send('GET', `/api/v1/cases/${pick(this.own)}`);
      await this.send('GET', '/api/v1/cases?limit=20');
    }
  }
}
