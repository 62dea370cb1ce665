// SPDX-License-Identifier: GPL-2.0-or-later
//
// Says at once when a chosen file is too large or when there are too many, before
// all of it was sent for nothing. The server says the same.

const size = (bytes) => (bytes < 1024 * 1024
  ? `${Math.ceil(bytes / 1024)} kB` : `${Math.floor(bytes / 1024 / 102.4) / 10} MB`);

function mistakeIn(input) {
  const files = [...input.files];
  const most = Number(input.dataset.countMax);
  const largest = Number(input.dataset.bytesMax);
  if (files.length > most) return `Choose at most ${most} files at once.`;
  const wrong = files.find((file) => file.size > largest);
  if (wrong) return `${wrong.name} has ${size(wrong.size)}. A file may have at most ${size(largest)}.`;
  const empty = files.find((file) => file.size === 0);
  return empty ? `${empty.name} is empty.` : '';
}

for (const input of document.querySelectorAll('input[type=file][data-bytes-max]')) {
  input.addEventListener('change', () => {
    input.setCustomValidity(mistakeIn(input));
    input.reportValidity();
  });
}
