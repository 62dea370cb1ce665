// SPDX-License-Identifier: GPL-2.0-or-later
//
// Keys and small comforts of the agents' pages: replies inserted at the cursor,
// likely articles renewed at each pause in typing, rows walked through. Every
// page does the same without it.

const PAUSE_MS = 250;

const box = document.getElementById('~text');
const said = document.createElement('p');
said.className = 'unseen';
said.setAttribute('role', 'status');
document.body.append(said);

const isTyping = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

// --- replies ---

function insertAtCursor(text) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const before = value.slice(0, start);
  const gap = before && !before.endsWith('\n') ? '\n\n' : '';
  box.focus();
  box.setSelectionRange(start, end);
  // keeps the browser's undo; where it is not there the text is set
  if (!document.execCommand('insertText', false, gap + text)) {
    box.setRangeText(gap + text, start, end, 'end');
  }
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

const placeholder = /\{\{[\w.-]+\}\}|\{\{\s*(?:customer\.name|contact\.name|case\.number|product|version|agent\.name)\s*\}\}/gi;

// What still has to be filled in is said while there is time.
function sayWhatIsLeft() {
  const line = document.querySelector('#\\~text-hint .left');
  if (!line) return;
  const left = [...new Set(box.value.match(placeholder) || [])];
  line.hidden = !left.length;
  line.textContent = left.length ? `To be filled in before it can be sent: ${left.join(', ')}` : '';
}

// The form says whose reply was put into it, as the server's own insertion does.
function rememberInserted(id) {
  const there = [...box.form.querySelectorAll('input[name=inserted]')];
  if (there.some((field) => field.value === id)) return;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'inserted';
  field.value = id;
  box.form.prepend(field);
}

function insertReply(button) {
  const reply = button.closest('li').querySelector('.reply pre');
  if (!box || !reply) return false;
  insertAtCursor(reply.textContent);
  rememberInserted(button.value);
  said.textContent = 'The reply was inserted.';
  return true;
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.insert[name="insert"]');
  if (button && insertReply(button)) event.preventDefault();
});

// --- likely articles while somebody types ---

let newest = 0;
let asking = null;
let timer = 0;

// what likely articles, their replies, and what is known of the customer depend on
const told = ['subject', 'text', 'customer', 'contact', 'product', 'version', 'environment'];

// What the customer is known to use; whoever is about to choose keeps it.
function renewUses(fresh) {
  const uses = document.getElementById('~uses');
  if (fresh && uses && !uses.contains(document.activeElement)) uses.replaceWith(fresh);
}

async function renew(form) {
  const likely = document.getElementById('~likely');
  const body = new URLSearchParams();
  const number = newest;
  for (const name of ['csrf', 'once', ...told]) {
    body.set(name, form.elements[name]?.value || '');
  }
  // beside a case that is there its own words count too
  if (form.dataset.case) body.set('case', form.dataset.case);
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.likely, { method: 'POST', body, signal: asking.signal });
    if (!answer.ok || number !== newest) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    renewUses(page.getElementById('~uses'));
    const fresh = page.getElementById('~likely');
    // whoever reads or chooses there keeps the list
    if (!fresh || likely.contains(document.activeElement)) return;
    likely.replaceWith(fresh);
    said.textContent = fresh.dataset.said || '';
  } catch {
    // given up, or not reached: what is shown stays
  }
}

const typed = document.querySelector('form[data-likely]');
typed?.addEventListener('input', (event) => {
  if (!told.includes(event.target.name)) return;
  newest += 1;
  clearTimeout(timer);
  timer = setTimeout(() => renew(typed), PAUSE_MS);
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.use');
  if (!button) return;
  event.preventDefault();
  for (const name of ['product', 'version', 'environment']) {
    button.form.elements[name].value = button.dataset[name];
  }
  button.form.elements.product.dispatchEvent(new Event('input', { bubbles: true }));
  said.textContent = `Taken over: ${button.textContent}`;
  button.form.elements.subject.focus();
});

// --- timers ---

// Counts on quietly; nothing is announced.
function tick() {
  for (const place of document.querySelectorAll('[data-since]')) {
    const minutes = Math.max(1, Math.ceil((Date.now() / 1000 - Number(place.dataset.since)) / 60));
    const hours = Math.floor(minutes / 60);
    place.textContent = hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
  }
}

if (document.querySelector('[data-since]')) setInterval(tick, 20000);

// --- keys ---

function walk(step) {
  const rows = [...document.querySelectorAll('.case-row h2 a')];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))].focus();
}

function openClosing() {
  const closing = document.getElementById('~closing');
  if (!closing) {
    document.querySelector('#\\~reopen button')?.focus();
    return;
  }
  closing.open = true;
  const chosen = closing.querySelector('.under input[type=radio]:checked');
  const known = closing.querySelector('input[value=known]');
  if (chosen) {
    known.checked = true;
    closing.querySelector('button').focus();
  } else {
    known.focus();
  }
}

const keys = [
  ['j', 'Next case', () => walk(1), '.case-row'],
  ['k', 'Case before', () => walk(-1), '.case-row'],
  ['n', 'Open a case', () => document.getElementById('~new')?.click(), '#\\~new'],
  ['r', 'Write an answer', () => box?.focus(), '#\\~text'],
  ['l', 'Link an article', () => {
    document.getElementById('~linking').open = true;
    document.querySelector('#\\~link [name=article]').focus();
  }, '#\\~linking'],
  ['c', 'Close the case; Enter then closes it as resolved by the linked article', openClosing, '#\\~ending'],
  ['q', 'Back to the queue', () => { location.href = '/cases'; }, '.case'],
];

const more = [
  ['Alt+1 \u2026 Alt+9', 'Insert the reply of that article', '#\\~text'],
  ['Ctrl+Enter', 'Send the answer', '#\\~text'],
  ['/', 'Search the articles', '#\\~q'],
  ['?', 'Show these keys', 'body'],
];

function showKeys() {
  const dialog = document.createElement('dialog');
  dialog.className = 'keys-help';
  const title = document.createElement('h2');
  title.textContent = 'Keys';
  const list = document.createElement('dl');
  const rows = [...keys.map(([key, text, , where]) => [key, text, where]), ...more];
  for (const [key, text, where] of rows) {
    if (!document.querySelector(where)) continue;
    const term = document.createElement('dt');
    const sign = document.createElement('kbd');
    const meaning = document.createElement('dd');
    sign.textContent = key;
    term.append(sign);
    meaning.textContent = text;
    list.append(term, meaning);
  }
  const button = document.createElement('button');
  button.className = 'button';
  button.textContent = 'Close';
  button.addEventListener('click', () => dialog.close());
  dialog.setAttribute('aria-label', 'Keys');
  dialog.append(title, list, button);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.altKey && !event.ctrlKey && !event.metaKey && /^Digit[1-9]$/.test(event.code)) {
    const item = document.querySelectorAll('.likely > li')[Number(event.code.slice(5)) - 1];
    const button = item?.querySelector('button.insert[name="insert"]');
    if (button && insertReply(button)) event.preventDefault();
    return;
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('textarea')) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector('button.main'));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.target.closest('dialog')) return;
  if (event.key === '?') {
    event.preventDefault();
    showKeys();
    return;
  }
  const found = keys.find(([key, , , where]) => key === event.key && document.querySelector(where));
  if (found) {
    event.preventDefault();
    found[2]();
  }
});

// --- the page as it comes ---

if (box) {
  box.addEventListener('input', sayWhatIsLeft);
  sayWhatIsLeft();
}
document.getElementById('~mistake')?.focus();

// What is typed and not sent is asked for before it is left.
let isSending = false;
document.addEventListener('submit', () => { isSending = true; });
addEventListener('beforeunload', (event) => {
  if (!isSending && box && box.value !== box.defaultValue) event.preventDefault();
});
