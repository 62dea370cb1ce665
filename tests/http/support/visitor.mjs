// SPDX-License-Identifier: GPL-2.0-or-later
//
// Somebody with a browser and no JavaScript: signs in, reads pages, sends their
// forms with the csrf of the page.

import { password } from './people.mjs';

function form(fields, cookie) {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...(cookie ? { cookie } : {}),
    },
    body: new URLSearchParams(fields).toString(),
  };
}

export class Visitor {
  static async signIn(server, login, secret = password) {
    const answer = await server.get('/sign-in', form({ login, password: secret }));
    const visitor = new Visitor();
    visitor.server = server;
    visitor.status = answer.status;
    visitor.cookie = answer.headers.get('set-cookie')?.split(';')[0];
    return visitor;
  }

  async get(path, accept = 'text/html') {
    const answer = await this.server.get(path, { headers: { cookie: this.cookie, accept } });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  // Of the account page, which every signed-in user has.
  async csrf() {
    return /name="csrf" value="([0-9a-f]{64})"/.exec((await this.get('/account')).text)[1];
  }

  // As a script of our own pages would.
  async json(method, path, body) {
    const answer = await this.server.get(path, {
      method,
      headers: {
        cookie: this.cookie, accept: 'application/json', 'x-csrf-token': await this.csrf(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  async post(path, fields) {
    const answer = await this.server.get(path, form({ csrf: await this.csrf(), ...fields }, this.cookie));
    return { status: answer.status, to: answer.headers.get('location'), headers: answer.headers, text: await answer.text() };
  }
}

// The value of the first field of this name.
export const valueOf = (text, name) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(text)[1];
