// SPDX-License-Identifier: GPL-2.0-or-later
//
// Users and their tokens, made from the command line, and requests in their name.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './server.mjs';

export const password = 'a long enough password';

const roles = ['customer', 'agent', 'writer', 'manager', 'admin', 'sales', 'marketing', 'accounting',
  'developer'];
const rows = [...readFileSync(path.join(root, 'server/rights.def'), 'utf8')
  .matchAll(/^RIGHT\(\w+,\s+"([a-z:]+)",\s+([01, ]+),$/gm)]
  .map(([, word, columns]) => [word, columns.split(',').map(Number)]);

// What a token of this role may have: everything but the own account.
export const rightsOf = (role) => rows
  .filter(([word, may]) => word !== 'account' && may[roles.indexOf(role)] === 1)
  .map(([word]) => word);

function must(args, input) {
  const { status, stdout, stderr } = run(args, { input });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

export function addUser(server, login, role, ...more) {
  must(['user', 'add', login, '--role', role, '--data', server.data, ...more], `${password}\n`);
}

let count = 0;

export function addToken(server, login, rights) {
  count += 1;
  const text = must(['token', 'add', `${login} ${count}`, '--user', login,
    '--rights', rights.join(','), '--data', server.data]);
  return /[A-Za-z0-9_-]{43,}/.exec(text)[0];
}

// A function that sends requests as this user: (method, target, body, headers).
export function as(server, login, rights) {
  const authorization = `Bearer ${addToken(server, login, rights)}`;
  return async (method, target, body, headers = {}) => {
    const response = await server.get(target, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' || body instanceof Uint8Array
        ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
}

// A new user of this role, with a token for all that the role may.
export function join(server, login, role, ...more) {
  addUser(server, login, role, ...more);
  return as(server, login, rightsOf(role));
}
