// SPDX-License-Identifier: GPL-2.0-or-later
//
// Suggestions while somebody types: the search box becomes a combobox with a
// list (ARIA 1.2, "list autocomplete with manual selection"). Without it the
// box is a plain field that searches on Enter.
//
// The list only changes when a newer answer is there: an older one that comes
// late is dropped, and while one is awaited the last one stays.

const WAIT_MS = 120;
const LIMIT = 8;
const KEPT_MAX = 60;
const kinds = { title: 'Article', identifier: 'Code', search: 'Search' };

const box = document.getElementById('~q');
const list = document.createElement('ul');
const said = document.createElement('p');
const kept = new Map(); // what was typed: what it completes to
// On the results page articles show up in place; the list has words alone.
const isOfWords = Boolean(document.querySelector('.results'));

let items = [];
let active = -1;
let newest = 0; // number of the newest question
let asking = null; // its AbortController
let timer = 0;

const isOpen = () => !list.hidden;

function setActive(index) {
  active = index;
  [...list.children].forEach((option, at) => {
    option.setAttribute('aria-selected', String(at === index));
  });
  if (index < 0) {
    box.removeAttribute('aria-activedescendant');
  } else {
    box.setAttribute('aria-activedescendant', list.children[index].id);
    list.children[index].scrollIntoView({ block: 'nearest' });
  }
}

function setOpen(open) {
  list.hidden = !open;
  box.setAttribute('aria-expanded', String(open));
  if (!open) setActive(-1);
}

function forget() {
  newest += 1;
  clearTimeout(timer);
  asking?.abort();
}

function close() {
  forget();
  setOpen(false);
  said.textContent = '';
}

function show(found) {
  const chosen = active < 0 ? null : items[active].url;
  items = isOfWords ? found.filter((item) => item.kind !== 'title') : found;
  list.replaceChildren(...items.map((item, at) => {
    const option = document.createElement('li');
    const text = document.createElement('span');
    const kind = document.createElement('span');
    option.id = `~completion-${at}`;
    option.setAttribute('role', 'option');
    text.className = 'text';
    text.innerHTML = item.html; // escaped text and <mark>, by the server
    kind.className = 'kind';
    kind.textContent = kinds[item.kind] ?? '';
    option.append(text, ' ', kind);
    return option;
  }));
  setOpen(items.length > 0);
  setActive(items.findIndex((item) => item.url === chosen));
  said.textContent = items.length === 1 ? '1 suggestion' : `${items.length} suggestions`;
}

async function ask(typed) {
  const number = newest;
  let found = kept.get(typed);
  if (!found) {
    asking = new AbortController();
    try {
      const answer = await fetch(
        `/api/v1/complete?limit=${LIMIT}&q=${encodeURIComponent(typed)}`,
        { signal: asking.signal, headers: { accept: 'application/json' } });
      if (!answer.ok) return;
      found = (await answer.json()).completions;
    } catch {
      return; // given up, or not reached: what is shown stays
    }
    if (kept.size === KEPT_MAX) kept.delete(kept.keys().next().value);
    kept.set(typed, found);
  }
  if (number === newest && document.activeElement === box) show(found);
}

function typed() {
  const text = box.value.trimStart();
  forget();
  if (!text) close();
  else timer = setTimeout(ask, WAIT_MS, text);
}

function choose(index) {
  const item = items[index];
  close();
  if (item.kind === 'title') {
    location.assign(item.url);
  } else {
    box.value = item.text;
    box.form.requestSubmit();
  }
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === 'Escape' && isOpen()) {
    event.preventDefault();
    close();
  } else if (step && isOpen()) {
    // one place more than options: the box itself
    const places = items.length + 1;
    event.preventDefault();
    setActive(((active + 1 + step + places) % places) - 1);
  } else if (step && event.altKey && items.length && box.value) {
    event.preventDefault();
    setOpen(true);
  } else if (event.key === 'Enter' && active >= 0) {
    event.preventDefault();
    choose(active);
  } else if (event.key === 'Enter' || event.key === 'Tab') {
    close();
  } else if (event.key === 'Home' || event.key === 'End') {
    setActive(-1);
  }
}

function optionAt(event) {
  const option = event.target.closest('[role=option]');
  return option ? [...list.children].indexOf(option) : -1;
}

if (box) {
  list.id = '~completions';
  list.className = 'completions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  box.form.append(list);
  document.body.append(said);
  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-controls', list.id);
  box.setAttribute('aria-expanded', 'false');
  box.addEventListener('input', (event) => { if (!event.isComposing) typed(); });
  box.addEventListener('compositionend', typed);
  box.addEventListener('keydown', press);
  box.addEventListener('blur', close);
  box.form.addEventListener('submit', close);
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener('mousemove', (event) => {
    const index = optionAt(event);
    if (index >= 0 && index !== active) setActive(index);
  });
  list.addEventListener('click', (event) => {
    const index = optionAt(event);
    if (index >= 0) choose(index);
  });
  // Somebody was quicker than this file.
  if (document.activeElement === box && box.value !== box.defaultValue) typed();
}
