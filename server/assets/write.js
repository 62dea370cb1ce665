// SPDX-License-Identifier: GPL-2.0-or-later
//
// The page for writing: preview and findings renewed at each pause in typing, a
// finding's link goes to its line, and a page with unsaved text asks before it
// is left. Everything also works by the buttons of the form.

const PAUSE_MS = 500;

const form = document.getElementById('~write');
const box = document.getElementById('~text');

let newest = 0;
let asking = null;
let timer = 0;
let isDirty = false;
let isSending = false;

// form.action is a button here: the attribute is the address
async function renew() {
  const number = newest;
  const body = new URLSearchParams(new FormData(form));
  body.set('action', 'preview');
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, signal: asking.signal });
    if (!answer.ok || number !== newest) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ['~findings', '~preview']) {
      const fresh = page.getElementById(id);
      const shown = document.getElementById(id);
      // whoever reads there keeps it
      if (fresh && shown && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
    }
    document.documentElement.dataset.previewed = String(number);
  } catch {
    // given up, or not reached: what is shown stays
  }
}

form.addEventListener('input', () => {
  isDirty = true;
  newest += 1;
  clearTimeout(timer);
  timer = setTimeout(renew, PAUSE_MS);
});

form.addEventListener('submit', () => {
  isSending = true;
});

window.addEventListener('beforeunload', (event) => {
  if (isDirty && !isSending) event.preventDefault();
});

// --- from a finding to its line ---

document.addEventListener('click', (event) => {
  const link = event.target.closest('#\\~findings a[data-line]');
  if (!link) return;
  event.preventDefault();
  const lines = box.value.split('\n');
  const line = Math.min(Number(link.dataset.line), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  box.focus();
  box.setSelectionRange(start, start + lines[line].length);
  const height = Number.parseFloat(getComputedStyle(box).lineHeight);
  box.scrollTop = Math.max(0, (line - 3) * height);
});
