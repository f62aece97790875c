// How large what users download is: raw, gzip, brotli. Each file is compressed and downloaded by itself.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

/** attune/external brings nothing itself: its page serves these two. */
const BESIDE = { external: ['worker.js', 'core-slim.wasm'] };

/**
 * @param folder    where the package was built
 * @param downloads entry → its files there
 * @returns         `table`, for people · `rows`, the same in bytes, with the files
 */
export function sizesOf(folder, downloads) {
  const rows = [
    { name: 'core.wasm', files: ['core.wasm'] },
    { name: 'relaxed', files: ['core-relaxed.wasm'] },
    { name: 'slim', files: ['core-slim.wasm'] },
    { name: 'threads', files: ['core-threads.wasm'] },
    { name: 'relaxed threads', files: ['core-relaxed-threads.wasm'] },
    { name: 'worker', files: ['worker.js'] },
    ...[...downloads].map(([entry, files]) => ({
      name: entry === 'index' ? 'attune' : `attune/${entry}`,
      files: [...files, ...(BESIDE[entry] ?? [])],
    })),
  ].map(({ name, files }) => {
    const contents = files.map((file) => readFileSync(join(folder, file)));
    const sum = (size) => contents.reduce((total, bytes) => total + size(bytes), 0);
    return {
      ...{ name, files },
      raw: sum((bytes) => bytes.length),
      gzip: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
      br: sum(brotli),
    };
  });
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(10);
  const line = ({ name, raw, gzip, br }) => `${name.padEnd(16)}${[raw, gzip, br].map(kilobytes).join('')}`;
  return { table: [`${'KB'.padEnd(16)}       raw      gzip    brotli`, ...rows.map(line), ''].join('\n'), rows };
}
