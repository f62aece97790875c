// A chart with two logarithmic axes as SVG: measured points, and for each curve the straight line of a cost that is proportional.

const WIDTH = 640;
const HEIGHT = 400;
const AREA = { left: 64, right: 20, top: 44, bottom: 48 };
const COLORS = ['#0b62a3', '#b3470b'];
const text = (x, y, words, more = '') => `<text x="${x}" y="${y}" ${more}>${words}</text>`;

const short = (value) => {
  if (value % 1e6 === 0) return `${value / 1e6} M`;
  return value % 1000 === 0 ? `${value / 1000} k` : String(value);
};

/** Powers of ten that enclose the values. */
function decades(values) {
  return [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)) - 1e-9)];
}

/**
 * @param series  `{ label, points: [x, milliseconds][] }`
 * @param falling the cost is proportional to 1/x, not to x
 */
export function chart({ title, along, series, falling = false }) {
  const all = series.flatMap(({ points }) => points);
  const xs = all.map(([x]) => x);
  const [least, most] = decades(all.map(([, y]) => y));
  const [first, last] = [Math.log10(Math.min(...xs)), Math.log10(Math.max(...xs))];
  const span = last - first || 1;
  const height = most - least || 1;
  const x = (value) => AREA.left + ((Math.log10(value) - first) / span) * (WIDTH - AREA.left - AREA.right);
  const y = (value) =>
    HEIGHT - AREA.bottom - ((Math.log10(value) - least) / height) * (HEIGHT - AREA.top - AREA.bottom);
  const place = ([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${title}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<clipPath id="area"><rect x="${AREA.left}" y="${AREA.top}" width="${WIDTH - AREA.left - AREA.right}" height="${HEIGHT - AREA.top - AREA.bottom}"/></clipPath>`,
    text(AREA.left, 24, title, 'font-size="14" font-weight="bold"'),
  ];
  for (let power = least; power <= most; power++) {
    const at = y(10 ** power);
    parts.push(`<line x1="${AREA.left}" x2="${WIDTH - AREA.right}" y1="${at}" y2="${at}" stroke="#ddd"/>`);
    parts.push(text(AREA.left - 6, at + 4, `${10 ** power} ms`, 'text-anchor="end"'));
  }
  for (const value of [...new Set(xs)])
    parts.push(text(x(value), HEIGHT - AREA.bottom + 18, short(value), 'text-anchor="middle"'));
  parts.push(text((AREA.left + WIDTH - AREA.right) / 2, HEIGHT - 10, along, 'text-anchor="middle"'));
  for (const [index, { label, points }] of series.entries()) {
    const color = COLORS[index % COLORS.length];
    const line = proportional(points, falling).map(place).join(' ');
    parts.push(
      `<polyline points="${line}" fill="none" stroke="${color}" stroke-dasharray="4 4" opacity="0.5" clip-path="url(#area)"/>`,
      `<polyline points="${points.map(place).join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...points.map(
        (point) => `<circle cx="${x(point[0]).toFixed(1)}" cy="${y(point[1]).toFixed(1)}" r="3" fill="${color}"/>`,
      ),
      text(AREA.left + 12, AREA.top + 16 + 18 * index, `● ${label} · dashed: proportional`, `fill="${color}"`),
    );
  }
  return `${parts.join('\n')}\n</svg>\n`;
}

/** Through the point where the work is largest, at which fixed costs count least. */
function proportional(points, falling) {
  const [x, y] = falling ? points[0] : points.at(-1);
  return [points[0], points.at(-1)].map(([at]) => [at, falling ? (y * x) / at : (y * at) / x]);
}
