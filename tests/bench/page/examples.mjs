/** Rows of a table as examples; the numbers are shared, not copied. */
export function examplesOf({ x, y, count, width }) {
  return Array.from({ length: count }, (_, row) => ({
    x: x.subarray(row * width, (row + 1) * width),
    label: y[row],
  }));
}
