// A zip file, the same bytes for the same files: nothing compressed (weights hardly shrink, and compressors differ from
// release to release), every date 1 January 1980.

import { Pace } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import { crc32 } from './crc32.js';

const [VERSION, MADE_BY_UNIX, UTF8_NAMES, FIRST_OF_1980] = [20, 3 << 8, 1 << 11, 0x21];
const FILE_MODE = 0o100644 * 0x10000;
const FOLDER_MODE = 0o40755 * 0x10000 + 0x10;
const LARGEST = 0xffffffff;

/** @param files by path, in the order in which they are to lie; a path that ends in `/` is an empty folder */
export async function writeZip(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const names = [...files.keys()].map((path) => new TextEncoder().encode(path));
  const nameBytes = names.reduce((sum, name) => sum + name.length, 0);
  const bodyBytes = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const total = 22 + files.size * (30 + 46) + 2 * nameBytes + bodyBytes;
  if (total > LARGEST)
    throw new AttuneError('model-too-large', `the package would have ${total} bytes, too many for a zip`);

  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  const directory = total - 22 - files.size * 46 - nameBytes;
  let [local, listed] = [0, directory];
  for (const [index, [path, bytes]] of [...files].entries()) {
    const name = names[index] as Uint8Array;
    const crc = await crcOf(bytes);
    view.setUint32(local, 0x04034b50, true);
    common(view, local + 4, crc, bytes.length, name.length);
    out.set(name, local + 30);
    out.set(bytes, local + 30 + name.length);

    view.setUint32(listed, 0x02014b50, true);
    view.setUint16(listed + 4, MADE_BY_UNIX | VERSION, true);
    common(view, listed + 6, crc, bytes.length, name.length);
    view.setUint32(listed + 38, path.endsWith('/') ? FOLDER_MODE : FILE_MODE, true);
    view.setUint32(listed + 42, local, true);
    out.set(name, listed + 46);

    local += 30 + name.length + bytes.length;
    listed += 46 + name.length;
  }
  view.setUint32(listed, 0x06054b50, true);
  view.setUint16(listed + 8, files.size, true);
  view.setUint16(listed + 10, files.size, true);
  view.setUint32(listed + 12, listed - directory, true);
  view.setUint32(listed + 16, directory, true);
  return out;
}

/** What the local header and the directory say alike. */
function common(view: DataView, at: number, crc: number, size: number, nameLength: number): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint16(at + 8, FIRST_OF_1980, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}

/** In pieces, so that a page is not blocked. */
export async function crcOf(bytes: Uint8Array): Promise<number> {
  const pace = new Pace();
  let crc = 0;
  for (let from = 0; from < bytes.length; from += 1 << 20) {
    crc = crc32(bytes.subarray(from, from + (1 << 20)), crc);
    const yielding = pace.yieldIfDue();
    if (yielding !== undefined) await yielding;
  }
  return crc;
}
