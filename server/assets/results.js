// SPDX-License-Identifier: GPL-2.0-or-later
//
// The results page searches while somebody types: hits are exchanged in place,
// the address follows. Once the typing rests, the whole answer comes, with its
// filters, and that search is the one that counts. Without it Enter searches.
//
// Answers are pages as the server writes them. An older one never takes the
// place of a newer one; until a newer one is there, the last one stays.

const WAIT_MS = 150;
const REST_MS = 900;

const box = document.getElementById('~q');
const results = document.querySelector('.results');
const said = document.createElement('p');

let newest = 0;
let asking = null;
let timer = 0;

function address(isPartial) {
  const params = new URLSearchParams(new FormData(box.form));
  params.set('q', box.value.trim());
  if (isPartial) params.set('partial', '1');
  return `/search?${params}`;
}

function exchange(page, isPartial) {
  const fresh = page.querySelector('.results');
  if (!fresh) return;
  // whoever works in the results keeps them, with their title and address
  if (!isPartial && results.contains(document.activeElement)) return;
  if (isPartial) {
    for (const part of ['.head', '.found']) {
      results.querySelector(part).replaceChildren(...fresh.querySelector(part).childNodes);
    }
  } else {
    results.className = fresh.className;
    results.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  history.replaceState(null, '', address(false));
  said.textContent = results.querySelector('h1').textContent;
}

async function search(isPartial) {
  const number = newest;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address(isPartial),
      { signal: asking.signal, headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (number === newest) exchange(page, isPartial);
  } catch {
    // given up, or not reached: what is shown stays
  }
}

function typed() {
  newest += 1;
  clearTimeout(timer);
  if (!box.value.trim()) return; // nothing is asked for: the last result stays
  timer = setTimeout(async () => {
    timer = setTimeout(() => search(false), REST_MS);
    await search(true);
  }, WAIT_MS);
}

if (box && results) {
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  document.body.append(said);
  box.addEventListener('input', (event) => { if (!event.isComposing) typed(); });
  box.addEventListener('compositionend', typed);
  box.form.addEventListener('submit', () => {
    newest += 1;
    clearTimeout(timer);
    asking?.abort();
  });
}
