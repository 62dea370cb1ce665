// SPDX-License-Identifier: GPL-2.0-or-later
//
// Keys for searching, on every page: "/" goes to the search box, Escape
// empties it, the arrow keys walk from the box through the hits. The pages are
// complete without it.

const box = document.getElementById('~q');

const isTyping = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

function walk(event) {
  const hits = [...document.querySelectorAll('.hit h2 a')];
  const at = hits.indexOf(document.activeElement);
  const isInBox = document.activeElement === box;
  if (!hits.length || (at < 0 && !isInBox)) return;
  const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
  if (isInBox && next < 0) return;
  event.preventDefault();
  if (next < 0) box.focus();
  else hits[Math.min(next, hits.length - 1)].focus();
}

if (box) {
  document.documentElement.classList.add('keys');
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.defaultPrevented) return; // the list of suggestions took it
    if (event.key === '/' && !isTyping(event.target)) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === 'Escape' && event.target === box) {
      event.preventDefault();
      if (box.value) {
        box.value = '';
        box.dispatchEvent(new Event('input', { bubbles: true }));
      } else {
        box.blur();
      }
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      walk(event);
    }
  });
}

// On a phone the bar of rooms is longer than the screen: the room one is in is
// brought into view, without moving the page.
{
  const bar = document.querySelector('.rooms ul');
  const here = bar?.querySelector('[aria-current]');
  if (here) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
}
