// SPDX-License-Identifier: GPL-2.0-or-later
//
// A receiver of webhooks on this machine: keeps what came and checks signatures.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import http from 'node:http';

export class Receiver {
  // answer: (request, response, body) => void, in place of 204
  static async start(t, answer) {
    const receiver = new Receiver();
    receiver.requests = [];
    receiver.waiting = [];
    receiver.answer = answer;
    receiver.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('error', () => {});
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        receiver.requests.push({ method: request.method, url: request.url, headers: request.headers, body });
        for (const wake of receiver.waiting.splice(0)) wake();
        if (receiver.answer) receiver.answer(request, response, body);
        else response.writeHead(204).end();
      });
    });
    await new Promise((resolve) => { receiver.server.listen(0, '127.0.0.1', resolve); });
    receiver.port = receiver.server.address().port;
    receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
    t.after(() => receiver.stop());
    return receiver;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => { this.server.close(resolve); });
  }

  events() {
    return this.requests.map((each) => JSON.parse(each.body));
  }

  // Wait until a request is there for which `fits` is true.
  async until(fits) {
    for (;;) {
      const found = this.requests.find(fits);
      if (found) return found;
      await new Promise((resolve) => { this.waiting.push(resolve); });
    }
  }
}

export const typed = (type) => (request) => JSON.parse(request.body).type === type;

// What docs/webhooks.md tells receivers to do.
export function verify(request, secret) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${at}.${request.body}`).digest('base64');
  assert.equal(signature, `v1,${mac}`);
  assert.equal(JSON.parse(request.body).id, id);
  assert.ok(Math.abs(Date.now() / 1000 - Number(at)) < 300);
}
