// Tables of Markdown.

export function table(header, rows) {
  const all = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(all[0]), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...all.slice(1).map(line)].join(
    '\n',
  );
}

/** A share of nothing is none. */
export const percent = (share, digits = 1) => (Number.isFinite(share) ? (100 * share).toFixed(digits) : '–');
export const points = (share) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
