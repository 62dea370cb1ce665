// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every number of every report, followed to the cases behind it: they must add
// up to the number, on the page and in the API.

import assert from 'node:assert/strict';

// How many numbers were followed, and of which columns ("report column"). `ask`
// sends a request of the API; `authorization` is for the pages.
export async function followNumbers(server, ask, authorization, ranges) {
  const columns = new Set();
  let followed = 0;
  const html = async (target) => {
    const answer = await server.get(target, { headers: { authorization, accept: 'text/html' } });
    assert.equal(answer.status, 200, target);
    return answer.text();
  };
  const { body: { reports } } = await ask('GET', '/api/v1/reports');
  for (const { name } of reports.filter((one) => one.name !== 'usage')) {
    for (const range of ranges) {
      const { status, body: told } = await ask('GET', `/api/v1/reports/${name}?${range}`);
      if (status !== 200) continue; // what has no filters, and spread, which has none by product
      const links = [...(await html(`/reports/${name}?${range}`))
        .matchAll(/<a href="(\/reports\/[a-z-]+\/cases\?[^"]+)">([^<]+)<\/a>/g)];
      for (const [, address, text] of links) {
        const target = address.replaceAll('&amp;', '&');
        const asked = new URL(target, 'http://localhost').searchParams;
        const { unit, key } = told.columns.find((one) => one.key === asked.get('column'));
        const found = (await ask('GET', `/api/v1${target}&limit=100`)).body;
        // of several currencies one row has the minutes, and each its own money
        const isRow = (one) => one[key] !== null && (!asked.has('currency') || one.currency === asked.get('currency'));
        const rows = asked.has('row') || asked.has('without')
          ? told.rows.filter((one) => isRow(one) && (one.key ?? '') === (asked.get('row') ?? ''))
          : told.totals.filter(isRow);
        const where = `${target}: ${text}`;
        assert.equal(rows.length, 1, where);
        assert.equal(found.unit, unit, where);
        assert.equal(String(found.value), String(rows[0][key]), where);
        assert.equal(found.cases.length, found.case_count, where);
        const sum = found.cases.reduce((before, one) => before + Number(one.value), 0);
        assert.ok(Math.abs(sum - Number(found.value)) < (unit === 'money' ? 0.03 : 0.5), where);
        if (unit === 'count') {
          assert.equal(found.case_count, rows[0][key], where);
          assert.equal(text, String(rows[0][key]), where);
          const days = found.cases.map((one) => one.opened);
          assert.deepEqual(days, days.toSorted().reverse(), where); // the newest first
        }
        const list = await html(target);
        for (const { number } of found.cases) assert.ok(list.includes(`<a href="/cases/${number}">`), where);
        columns.add(`${name} ${key}`);
        followed++;
      }
    }
  }
  return { followed, columns };
}
