// Columns of text.

const WIDE =
  /\p{Extended_Pictographic}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u;
const segments = new Intl.Segmenter();

/** Columns that a terminal takes for it. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segments.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Numbers stand right, all else left. Every line ends in a line break. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], indent = ''): string {
  const lines = [header, ...rows].map((row) => row.map(oneLine));
  const widths = header.map((_, column) => Math.max(...lines.map((row) => widthOf(row[column] ?? ''))));
  const right = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^(-?[\d.,]+(e[+-]?\d+)?( %)?|–|)$/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, column) => {
      const space = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
      return right[column] ? space + cell : cell + space;
    });
    return `${indent}${cells.join('  ').trimEnd()}\n`;
  };
  return lines.map(line).join('');
}

/** Names and values, one a line; those without a value are left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  const known = pairs.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...known.map(([name]) => widthOf(name)));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${oneLine(value ?? '')}\n`).join('');
}

/** What a file says must not move the cursor of whoever reads it. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/[\p{Cc}\u2028\u2029]/gu, '?');
}

/** A number for people: seven significant digits. */
export function shortNumber(value: number | bigint | boolean): string {
  if (typeof value !== 'number') return String(value);
  return Number.isNaN(value) ? '–' : String(Number(value.toPrecision(7)));
}
