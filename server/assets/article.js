// SPDX-License-Identifier: GPL-2.0-or-later
//
// Comforts of an article page: copy buttons on code, the place in the contents,
// feedback without leaving the page, the marks of a search found and removed.
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

// --- the words of the search, which the server has marked ---

function removeMarksInPlace() {
  const line = document.querySelector('.marks');
  const link = line?.querySelector('a');
  link?.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    for (const element of prose.querySelectorAll('mark')) {
      const parent = element.parentNode;
      element.replaceWith(...element.childNodes);
      parent.normalize();
    }
    line.remove();
    history.replaceState(null, '', link.pathname + location.hash);
    say('The marks were removed.');
  });
}

// A long section may hold its first mark below the window's edge: then that is
// the place to open it at. Whoever comes back, or has moved, stays there.
function showFirstMark() {
  const [visit] = performance.getEntriesByType('navigation');
  const heading = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!heading || !prose.contains(heading) || visit?.type !== 'navigate') return;
  if (Math.abs(heading.getBoundingClientRect().top) > 120) return;
  for (const element of prose.querySelectorAll('mark, h1, h2, h3, h4, h5, h6')) {
    if (!(heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
    if (heading.contains(element)) return;
    if (element.tagName !== 'MARK') return;
    if (element.getBoundingClientRect().bottom > innerHeight - 32) {
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
    }
    return;
  }
}

if (prose) {
  document.body.append(status);
  removeMarksInPlace();
  addEventListener('load', showFirstMark);
  addCopyButtons();
  addScrolling();
  followContents();
}
sendFeedbackInPlace();
