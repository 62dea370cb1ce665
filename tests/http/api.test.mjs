// SPDX-License-Identifier: GPL-2.0-or-later
//
// The API as a program sees it over HTTP: answers fit their own description,
// addresses lead somewhere, and every answer carries its headers.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import http from 'node:http';
import { fits } from './support/schema.mjs';
import { Server, statusOf, until } from './support/server.mjs';

describe('the API', () => {
  let server;
  let description;

  before(async () => {
    server = await Server.start({ after() {} }); // ended by the last test
    description = await (await server.get('/openapi.json')).json();
  });

  test('starts with a description of itself', async () => {
    assert.equal(description.openapi, '3.1.0');
    const ids = new Set();
    for (const [path, item] of Object.entries(description.paths)) {
      assert.match(path, /^\//);
      for (const [method, operation] of Object.entries(item)) {
        assert.ok(['get', 'post', 'put', 'delete', 'patch'].includes(method));
        assert.ok(!ids.has(operation.operationId), operation.operationId);
        ids.add(operation.operationId);
        assert.ok(Object.keys(operation.responses).length > 0);
        for (const parameter of operation.parameters) {
          assert.ok(parameter.name && parameter.schema);
          if (parameter.in === 'path') assert.ok(path.includes(`{${parameter.name}}`));
        }
        for (const text of JSON.stringify(operation).match(/#\/components\/schemas\/\w+/g) ?? []) {
          assert.ok(description.components.schemas[text.split('/').pop()], text);
        }
      }
    }
    assert.ok(ids.size > 5);
  });

  const answer = (path, method, status) =>
    description.paths[path][method].responses[status].content['application/json'].schema;

  test('answers searches as described', async () => {
    for (const query of ['', '?q=disk', '?q=disk&facets=1&total=1', '?q=xyzzy&facets=1']) {
      const response = await server.get(`/api/v1/search${query}`);
      assert.equal(response.status, 200);
      fits(answer('/api/v1/search', 'get', 200), await response.json(), description);
    }
  });

  test('completes, counts and names related articles as described', async () => {
    for (const [path, target] of [['/api/v1/complete', '/api/v1/complete?q=dis'],
      ['/api/v1/facets', '/api/v1/facets?q=disk'],
      ['/api/v1/related/{id}', '/api/v1/related/disk-full']]) {
      const response = await server.get(target);
      assert.equal(response.status, 200, target);
      assert.equal(response.headers.get('cache-control'), 'no-cache', target);
      fits(answer(path, 'get', 200), await response.json(), description);
    }
  });

  test('gives addresses that lead to pages and articles', async () => {
    const { hits } = await (await server.get('/api/v1/search')).json();
    assert.equal(hits.length, 3);
    for (const hit of hits) {
      assert.equal((await server.get(hit.url)).status, 200, hit.url);
      const address = hit.url.replace('/articles/', '/api/v1/articles/');
      const response = await server.get(address);
      assert.equal(response.status, 200, address);
      const article = await response.json();
      assert.equal(article.id, hit.id);
      fits(answer('/api/v1/articles/{id}', 'get', 200), article, description);
    }
  });

  test('leads a former id to its successor', async () => {
    const response = await server.get('/api/v1/articles/old-disk-full');
    assert.equal(response.status, 308);
    assert.equal(response.headers.get('location'), '/api/v1/articles/disk-full');
    for (const limit of ['', '?limit=2']) {
      const related = await server.get(`/api/v1/related/old-disk-full${limit}`);
      assert.equal(related.status, 308);
      assert.equal(related.headers.get('location'), `/api/v1/related/disk-full${limit}`);
    }
    assert.equal((await server.get('/api/v1/related/old-disk-full?limit=x')).status, 400);
  });

  test('takes feedback as described', async () => {
    const response = await server.post('/api/v1/feedback',
      { article: 'disk-full', helpful: true, comment: 'Danke, hat geholfen: ü' });
    assert.equal(response.status, 201);
    fits(answer('/api/v1/feedback', 'post', 201), await response.json(), description);
  });

  test('answers errors as problem+json as described', async () => {
    for (const [target, status] of [['/api/v1/search?limit=x', 400],
      ['/api/v1/articles/none', 404], ['/api/v1/articles/secret', 404], ['/nowhere', 404]]) {
      const response = await server.get(target);
      assert.equal(response.status, status, target);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      const problem = await response.json();
      assert.equal(problem.status, status);
      fits(description.components.schemas.Problem, problem, description);
    }
  });

  test('answers errors alike to everybody', async () => {
    const headers = 'Host: localhost\r\nAccept-Language: de\r\nAccept-Encoding: gzip\r\n';
    for (const target of ['/api/v1/search?limit=x', '/api/v1/search?section=nonsense',
      '/api/v1/facets?section=nonsense', '/api/v1/articles/none', '/api/v1/related/none', '/nowhere']) {
      // after an answer that does depend on who asks, on the same connection
      const answers = await server.raw(`GET /api/v1/search?q=disk HTTP/1.1\r\n${headers}\r\n`
        + `GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
      const second = answers.lastIndexOf('HTTP/1.1 ');
      assert.match(answers.slice(0, second), /^HTTP\/1\.1 200 [^]*\r\nVary: [^\r]*Accept-Language/);
      assert.ok(statusOf(answers.slice(second)) >= 400, target);
      assert.match(answers.slice(second), /application\/problem\+json/);
      assert.doesNotMatch(answers.slice(second), /\r\nVary:/i, target);
    }
  });

  test('takes a switch for 0 or 1, where the page takes a slip for off', async () => {
    for (const slip of ['partial=maybe', 'verbatim=2', 'partial=', 'verbatim=true']) {
      const isFine = /=(true)?$/.test(slip);
      const response = await server.get(`/api/v1/search?q=disk&${slip}`);
      assert.equal(response.status, isFine ? 200 : 400, slip);
      if (!isFine) {
        const { detail } = await response.json();
        assert.equal(detail, `The parameter ${slip.split('=')[0]} must be 0 or 1`);
      }
    }
    assert.equal((await server.get('/api/v1/facets?q=disk&verbatim=2')).status, 400);
    // a slip of spelling finds something when it is corrected, half a word when the
    // other half is still to come
    const pageOf = async (query) => {
      const response = await server.get(`/search?q=${query}`);
      assert.equal(response.status, 200, query);
      return /<li class="hit"/.test(await response.text());
    };
    assert.equal(await pageOf('devcie'), true);
    assert.equal(await pageOf('devcie&verbatim=1'), false);
    assert.equal(await pageOf('devcie&verbatim=2'), true);
    assert.equal(await pageOf('prin&verbatim=1&partial=1'), true);
    assert.equal(await pageOf('prin&verbatim=1&partial=maybe'), false);
  });

  test('answers a secret article exactly as one that is not there', async () => {
    const bodies = await Promise.all(['secret', 'missing'].map(async (id) => {
      const response = await server.get(`/api/v1/articles/${id}`);
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      return JSON.stringify([response.status, headers, await response.text()])
        .replace(/request_id.{5}[0-9a-f]+/, '').replace(/[0-9a-f]{18}/, '');
    }));
    assert.equal(bodies[0], bodies[1]);
  });

  test('protects every kind of answer by headers', async () => {
    for (const target of ['/', '/search?q=disk', '/articles/disk-full', '/nowhere', '/theme.css',
      '/api/v1/search', '/healthz', '/metrics', '/openapi.json', '/robots.txt', '/feed.atom']) {
      const response = await server.get(target, { headers: { accept: 'text/html' } });
      const policy = response.headers.get('content-security-policy');
      assert.match(policy, /default-src 'none'/, target);
      assert.match(policy, /frame-ancestors 'none'/, target);
      assert.doesNotMatch(policy, /unsafe/, target);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff', target);
      assert.ok(response.headers.get('referrer-policy'), target);
      assert.ok(response.headers.get('cache-control'), target);
      assert.equal(response.headers.get('server'), null);
      if (response.headers.get('content-type').startsWith('text/html')) {
        assert.ok(response.headers.get('permissions-policy'), target);
        assert.match(policy, /form-action 'self'/);
        assert.match(policy, /base-uri 'none'/);
      }
    }
  });

  test('leaves the body out for HEAD and keeps the length', async () => {
    const get = await server.get('/api/v1/articles/disk-full', { headers: { 'accept-encoding': 'identity' } });
    const head = await server.get('/api/v1/articles/disk-full',
      { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    assert.equal(head.status, 200);
    assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
    assert.equal(await head.text(), '');
  });

  test('compresses for who asks and says so', async () => {
    const fetchRaw = (headers) => new Promise((resolve, reject) => {
      http.get(`${server.url}/openapi.json`, { headers }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
      }).on('error', reject);
    });
    const plain = await fetchRaw({});
    const packed = await fetchRaw({ 'accept-encoding': 'gzip' });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.headers.vary, 'Accept-Encoding');
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.equal(packed.headers.vary, 'Accept-Encoding');
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    assert.ok(packed.body.length < plain.body.length / 3);
  });

  test('answers 304 until the index changes', async () => {
    const first = await server.get('/api/v1/articles/printer');
    const tag = first.headers.get('etag');
    const again = () => server.get('/api/v1/articles/printer', { headers: { 'if-none-match': tag } });
    assert.equal((await again()).status, 304);
    assert.equal(await (await again()).text(), '');
    server.write('printer.md', '# Blank pages\n\nNew words.\n');
    server.index();
    const fresh = await again();
    assert.equal(fresh.status, 200);
    assert.match((await fresh.json()).markdown, /New words/);
    assert.notEqual(fresh.headers.get('etag'), tag);
  });

  test('leaves the policies of a kept page as they are', async () => {
    const first = await server.get('/articles/disk-full');
    assert.match(first.headers.get('content-security-policy'), /style-src 'self'/);
    const again = await server.get('/articles/disk-full',
      { headers: { 'if-none-match': first.headers.get('etag') } });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get('content-security-policy'), null);
    assert.equal(again.headers.get('etag'), first.headers.get('etag'));
    assert.equal(again.headers.get('cache-control'), first.headers.get('cache-control'));
  });

  test('never takes the date of an article for the date of its answer', async () => {
    for (const target of ['/api/v1/articles/disk-full', '/articles/disk-full']) {
      const date = (await server.get(target)).headers.get('last-modified');
      assert.ok(Date.parse(date) > 0, target);
      const again = await server.get(target, { headers: { 'if-modified-since': date } });
      assert.equal(again.status, 200, target);
    }
  });

  test('counts what it does', async () => {
    const name = 'solvent_http_requests_total{route="/api/v1/search",method="GET",status="200"}';
    const beforehand = await server.metric(name);
    await server.get('/api/v1/search?q=counted');
    assert.equal(await server.metric(name), beforehand + 1);
    const head = name.replace('GET', 'HEAD');
    await server.get('/api/v1/search?q=counted', { method: 'HEAD' });
    assert.equal(await server.metric(head), 1);
    assert.equal(await server.metric(name), beforehand + 1);
    assert.ok(await server.metric('solvent_connections') >= 1);
    assert.doesNotMatch(await (await server.get('/metrics')).text(), /counted/);
  });

  test('keeps queries out of the log', async () => {
    for (const path of ['/api/v1/search', '/search']) {
      const line = new RegExp(`event=request .*path=${path} `);
      const before = server.countLog(line);
      await server.get(`${path}?q=wombatsecretquery`);
      await until(() => server.countLog(line) > before, `the line of ${path} in the log`);
    }
    assert.doesNotMatch(server.log, /wombatsecretquery/);
  });

  test('ends', async () => {
    await server.remove();
    assert.equal((await server.ended).code, 0);
    await server.closed;
    assert.doesNotMatch(server.log, /runtime error|Sanitizer/);
  });
});
