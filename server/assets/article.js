// SPDX-License-Identifier: GPL-2.0-or-later
//
// Comforts of an article page: copy buttons on code, the place in the contents,
// feedback without leaving the page, and the words of the search that led here.
// The page is complete without it.

const prose = document.querySelector('.prose');

// What is wider than the page scrolls inside itself, also from the keyboard.
function addScrolling() {
  for (const element of prose.querySelectorAll('pre, .table')) {
    if (element.scrollWidth <= element.clientWidth) continue;
    element.tabIndex = 0;
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', element.tagName === 'PRE' ? 'Code' : 'Table');
  }
}

function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const pre of prose.querySelectorAll('pre')) {
    const code = document.createElement('div');
    const button = document.createElement('button');
    code.className = 'code';
    button.className = 'copy';
    button.type = 'button';
    button.textContent = 'Copy';
    pre.replaceWith(code);
    code.append(pre, button);
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent.replace(/\n$/, ''));
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not copied';
      }
      say(button.textContent);
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  }
}

const status = document.createElement('p');
status.className = 'unseen';
status.setAttribute('role', 'status');
function say(text) {
  status.textContent = text;
}

function followContents() {
  const links = new Map();
  for (const link of document.querySelectorAll('.contents a')) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  if (!links.size) return;
  const update = () => {
    let current = null;
    for (const heading of links.keys()) {
      if (heading.getBoundingClientRect().top <= 96) current = heading;
    }
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  let isWaiting = false;
  addEventListener('scroll', () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; update(); });
  }, { passive: true });
  update();
}

// The form works by itself; here its answer takes the place of the question.
function sendFeedbackInPlace() {
  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('.feedback form') || !window.fetch) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const { submitter } = event;
    if (submitter && submitter.name) body.set(submitter.name, submitter.value);
    try {
      const answer = await fetch(form.action, { method: 'POST', body });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.getElementById('~feedback');
      if (!next) throw new Error('no answer on the page');
      document.getElementById('~feedback').replaceWith(next);
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    } catch {
      const hidden = document.createElement('input');
      hidden.type = 'hidden';
      if (submitter && submitter.name) {
        hidden.name = submitter.name;
        hidden.value = submitter.value;
        form.append(hidden);
      }
      HTMLFormElement.prototype.submit.call(form);
    }
  });
}

// --- the words of the search ---

function searchedWords() {
  let from;
  try {
    from = new URL(document.referrer);
  } catch {
    return [];
  }
  if (from.origin !== location.origin || from.pathname !== '/search') return [];
  const words = (from.searchParams.get('q') || '').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_.:'-]*/gu) || [];
  return [...new Set(words.map((word) => word.toLowerCase()))]
    .filter((word) => word.length > 2)
    .slice(0, 12);
}

function mark(words) {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})`, 'giu');
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest('button, .anchor')) texts.push(walker.currentNode);
  }
  let count = 0;
  for (const text of texts) {
    const found = [...text.data.matchAll(pattern)];
    for (const match of found.reverse()) {
      const range = text.splitText(match.index);
      range.splitText(match[0].length);
      const element = document.createElement('mark');
      range.replaceWith(element);
      element.append(range);
      count += 1;
    }
  }
  return count;
}

function markSearch() {
  const words = searchedWords();
  if (!words.length || !mark(words)) return;
  const line = document.createElement('p');
  const button = document.createElement('button');
  line.className = 'marks';
  button.type = 'button';
  button.textContent = 'Remove the marks';
  line.append('The words of your search are marked. ', button);
  button.addEventListener('click', () => {
    for (const element of prose.querySelectorAll('mark')) {
      const parent = element.parentNode;
      element.replaceWith(...element.childNodes);
      parent.normalize();
    }
    line.remove();
    say('The marks were removed.');
  });
  prose.before(line);
}

if (prose) {
  document.body.append(status);
  markSearch();
  addCopyButtons();
  addScrolling();
  followContents();
}
sendFeedbackInPlace();
