// SPDX-License-Identifier: GPL-2.0-or-later
//
// Draws the chart of a report from the table that stands under it, with the
// packaged chart library. Without this module the table stands alone.

const BARS_MAX = 20;
const GAP = 12;
const LETTER = 7; // about as wide as one of a label is, in pixels

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The column's numbers: `null` where the table has none. */
function numbers(rows, column) {
  return rows.map((row) => {
    const value = row.cells[column].dataset.value;
    return value === undefined ? null : Number(value);
  });
}

function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const money = heads.findIndex((head) => head.dataset.unit === 'currency');
  const all = [...table.tBodies[0].rows];
  // amounts of two currencies do not stand on one axis
  const currency = money < 0 ? '' : all[0].cells[money].textContent;
  const rows = money < 0 ? all : all.filter((row) => row.cells[money].textContent === currency);
  const over_time = /^\d{4}-\d\d/.test(rows[0].cells[0].textContent);
  const shown = over_time ? rows : rows.slice(0, BARS_MAX);
  return {
    labels: shown.map((row) => row.cells[0].textContent.trim()),
    series: heads.flatMap((head, column) => (head.dataset.drawn
      ? [{ label: head.dataset.drawn.replace('in the currency', currency), data: numbers(shown, column) }] : []))
      // a column that nothing is known of has no place in the legend
      .filter(({ data }) => data.some((one) => one !== null)),
    rest: rows.length - shown.length,
    currency: rows.length < all.length ? currency : '',
    over_time,
  };
}

function options(found, type, aims) {
  const grid = { color: color('--line'), drawBorder: false };
  const ticks = { color: color('--soft'), font: { size: 13 } };
  const is_whole = found.series.every(({ data }) => data.every((one) => one === null || Number.isInteger(one)));
  const values = {
    beginAtZero: true, grid, ticks: is_whole ? { ...ticks, precision: 0 } : ticks,
    title: { display: found.series.length === 1, text: found.series[0].label, color: color('--soft') },
  };
  const names = { grid: { display: false }, ticks: { ...ticks, maxRotation: 0, autoSkipPadding: GAP } };
  const is_lying = type === 'bar' && !found.over_time;
  if (is_lying) {
    names.ticks.autoSkip = false;
    names.ticks.callback = function shorten(value) {
      const label = this.getLabelForValue(value);
      const most = Math.max(14, Math.floor((this.chart.width * 0.4) / LETTER));
      return label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label;
    };
  }
  return {
    indexAxis: is_lying ? 'y' : 'x',
    maintainAspectRatio: false,
    animation: false,
    scales: is_lying ? { x: values, y: names } : { x: names, y: values },
    plugins: {
      legend: { display: found.series.length + aims > 1, labels: { color: color('--ink'), boxWidth: 14 } },
      tooltip: { animation: false },
    },
  };
}

function datasets(found, type) {
  const colors = [color('--accent'), color('--edge'), color('--good')];
  return found.series.map((one, index) => ({
    ...one,
    backgroundColor: colors[index % colors.length],
    borderColor: colors[index % colors.length],
    borderWidth: type === 'bar' ? 0 : 2,
    pointRadius: found.labels.length > 60 ? 0 : 3,
    maxBarThickness: 32,
  }));
}

// Goals are flat lines of dashes, the nearest one the darkest.
function goals(table, count) {
  const dashes = [[8, 4], [4, 4], [2, 4]];
  return (table.dataset.goals ?? '').split(';').filter(Boolean).map((one, index) => {
    const [label, value] = one.split('=');
    return {
      type: 'line', label, data: Array(count).fill(Number(value)), borderColor: color('--good'),
      backgroundColor: 'transparent', borderWidth: 2, borderDash: dashes[index % dashes.length], pointRadius: 0,
    };
  });
}

/** What the chart shows, for who cannot see it: its table says the same. */
function nameOf(table, found) {
  const title = table.caption?.textContent ?? document.querySelector('h1').textContent;
  const proves = document.querySelector('.proves, .lead')?.textContent ?? '';
  const drawn = found.series.map(({ label }) => label).join(', ');
  return `Chart: ${title.trim()} (${drawn}). ${proves.trim()} The table below has its figures.`;
}

function draw(table) {
  const found = read(table);
  const type = table.dataset.chart;
  const box = document.createElement('div');
  const canvas = document.createElement('canvas');
  const aims = found.over_time ? goals(table, found.labels.length) : [];
  box.className = 'chart';
  if (type === 'bar' && !found.over_time) {
    box.style.height = `${Math.max(160, found.labels.length * 28 + 64)}px`;
  }
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', nameOf(table, found));
  box.append(canvas);
  table.closest('.table').before(box);
  const told = [
    found.rest > 0 ? `The chart shows the first ${BARS_MAX} rows.` : '',
    found.currency ? `The chart shows what is in ${found.currency}.` : '',
  ].filter(Boolean).join(' ');
  if (told) {
    const hint = document.createElement('p');
    hint.className = 'hint';
    hint.textContent = told;
    box.after(hint);
  }
  return new Chart(canvas, {
    type,
    data: { labels: found.labels, datasets: [...datasets(found, type), ...aims] },
    options: options(found, type, aims.length),
  });
}

/** A chart of nothing but zeros says less than the table. */
const hasValues = (table) => read(table).series.some(({ data }) => data.some((value) => value));

const table = document.querySelector('table[data-chart]');
if (table && window.Chart && hasValues(table)) {
  let chart = draw(table);
  const again = () => {
    const box = chart.canvas.parentElement;
    chart.destroy();
    if (box.nextElementSibling?.matches('p.hint')) box.nextElementSibling.remove();
    box.remove();
    chart = draw(table);
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  const paper = (isOn) => {
    document.documentElement.classList.toggle('on-paper', isOn);
    again();
  };
  addEventListener('beforeprint', () => paper(true));
  addEventListener('afterprint', () => paper(false));
}
