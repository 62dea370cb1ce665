// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the server has promised: every write that was answered, and every one that
// may have happened because the answer never came.

import assert from 'node:assert/strict';
import { wordsOf } from './people.mjs';

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

export class Ledger {
  constructor() {
    this.cases = new Map(); // number: what is known of it
    this.numbers = [];
    this.unansweredOpenings = new Map(); // by their keys
    this.time = new Set();
    this.maybeTime = new Set();
    this.surprises = [];
    this.begin();
  }

  begin() {
    this.durations = new Map();
  }

  took(method, target, ms) {
    const [pathname] = target.split('?');
    const route = `${method} ${pathname.replace(/\/\d+/, '/N').replace(/\/gear-\w+/, '/ID')}`;
    if (!this.durations.has(route)) this.durations.set(route, []);
    this.durations.get(route).push(ms);
  }

  latencies(seconds) {
    const lines = [];
    let total = 0;
    for (const [route, list] of [...this.durations].sort()) {
      list.sort((a, b) => a - b);
      total += list.length;
      lines.push(`${route}: ${list.length}, median ${at(list, 0.5).toFixed(0)} ms, `
        + `p99 ${at(list, 0.99).toFixed(0)} ms, longest ${list.at(-1).toFixed(0)} ms`);
    }
    return [`${total} requests in ${seconds.toFixed(1)} s, ${(total / seconds).toFixed(0)} a second`, ...lines];
  }

  // --- writes ---

  open(number, { subject, text }) {
    if (this.cases.has(number)) return;
    this.numbers.push(number);
    this.cases.set(number, {
      subject: subject.replace(/ \d+$/, ''), first: text,
      texts: new Set(), counted: 0, reopened: 0, last: undefined, waiting: new Set(),
    });
  }

  // A write that is under way; `effect` is what it adds.
  expect(number, effect) {
    const open = { number, effect };
    this.cases.get(number).waiting.add(open);
    return open;
  }

  settle(open, isDone, body) {
    const known = this.cases.get(open.number);
    known.waiting.delete(open);
    if (!isDone) return;
    const { text, counted = 0, reopened = 0 } = open.effect;
    if (text) known.texts.add(text);
    known.counted += counted;
    known.reopened += reopened;
    if (body && !(known.last?.change > body.change)) known.last = body;
  }

  get unanswered() {
    return [...this.unansweredOpenings.values(),
      ...[...this.cases.values()].flatMap(({ waiting }) => [...waiting])];
  }

  takeUnansweredOpenings() {
    return [...this.unansweredOpenings.values()];
  }

  // --- after the restart ---

  // Compare a case with what was promised of it, and take it as it is from now on.
  check(number, found) {
    const known = this.cases.get(number);
    assert.ok(known, `case ${number} was opened by nobody`);
    const maybe = [...known.waiting].map(({ effect }) => effect);
    const most = (name) => maybe.reduce((sum, effect) => sum + (effect[name] ?? 0), 0);
    const between = (value, least, more, what) => {
      assert.ok(value >= least && value <= least + more,
        `case ${number}: ${what} is ${value}, not ${least} to ${least + more}`);
    };
    const [, subject, count] = /^(.*) (\d+)$/.exec(found.subject);
    assert.equal(subject, known.subject);
    between(Number(count), known.counted, most('counted'), 'the counter');
    between(found.reopened_count, known.reopened, most('reopened'), 'how often it came back');
    const [first, ...texts] = found.messages.map(({ text }) => text);
    assert.equal(first, known.first);
    assert.equal(new Set(texts).size, texts.length, `case ${number} says something twice`);
    for (const text of known.texts) assert.ok(texts.includes(text), `case ${number}: "${text}" is gone`);
    const mayBe = new Set(maybe.map(({ text }) => text));
    for (const text of texts) {
      assert.ok(known.texts.has(text) || mayBe.has(text), `case ${number}: "${text}" from nowhere`);
    }
    assert.ok(found.change >= (known.last?.change ?? 0), `case ${number} went back`);
    if (known.last?.change === found.change) assert.deepEqual(found, known.last);
    Object.assign(known, {
      texts: new Set(texts), counted: Number(count), reopened: found.reopened_count, last: found,
      waiting: new Set(),
    });
  }

  // An article for each problem that a closed case says it resolved, and the
  // problem's words.
  learned() {
    const found = new Map();
    for (const { last } of this.cases.values()) {
      const link = last.links.find(({ kind, article }) => kind === 'resolved'
        && last.messages[0].text === wordsOf(article));
      if (last.state === 'closed' && link) found.set(link.article, wordsOf(link.article).split(' ')[1]);
    }
    assert.ok(found.size > 0, 'no case was closed with an article');
    return found;
  }
}
