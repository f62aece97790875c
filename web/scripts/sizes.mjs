// How large what users download is: raw, gzip, brotli.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

/**
 * @param entries entry → the texts of its files, each of which is compressed and downloaded by itself
 * @returns       `table`, for people · `rows`, the same in bytes
 */
export function sizesOf({ wasm, relaxed, worker, entries }) {
  const rows = [
    ['core.wasm', [wasm]],
    ['relaxed', [relaxed]],
    ['worker', [Buffer.from(worker)]],
    ...[...entries].map(([name, texts]) => [
      name === 'index' ? 'attune' : `attune/${name}`,
      [...texts.map((text) => Buffer.from(text)), ...(name === 'external' ? [Buffer.from(worker), wasm] : [])],
    ]),
  ];
  const measured = rows.map(([name, files]) => {
    const sum = (size) => files.reduce((total, file) => total + size(file), 0);
    return {
      name,
      raw: sum((file) => file.length),
      gzip: sum((file) => gzipSync(file, { level: 9 }).length),
      br: sum(brotli),
    };
  });
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(10);
  const line = ({ name, raw, gzip, br }) => `${name.padEnd(16)}${[raw, gzip, br].map(kilobytes).join('')}`;
  return {
    table: [`${'KB'.padEnd(16)}       raw      gzip    brotli`, ...measured.map(line), ''].join('\n'),
    rows: measured,
  };
}
