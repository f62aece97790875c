// Model packages: zips and the manifest in them. Whatever comes, it is opened or refused in time, and no more comes out
// than the limits allow.

import { zipSync } from 'fflate';
import { readLimits } from '../../../web/src/package/limits.js';
import { openModel } from '../../../web/src/package/open.js';
import { BrokenPromise, main, mutateBytes, type Random, type WebTarget } from '../web/driver.js';
import { mutateJson } from '../web/json.js';
import { mutateZip } from '../web/zip.js';

const limits = readLimits({ packageEntries: 64, packageBytes: 1 << 20 });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const ROOT = 'F1B2A3C4-0000-4000-8000-0123456789AB';
const MODEL = 'com.apple.CoreML/model.mlmodel';
const WEIGHTS = 'com.apple.CoreML/weights';

const item = (path: string) => ({ author: 'com.apple.CoreML', description: 'x', name: path.split('/').at(-1), path });
const MANIFEST = {
  fileFormatVersion: '1.0.0',
  itemInfoEntries: { [ROOT]: item(MODEL), other: item(WEIGHTS) },
  rootModelIdentifier: ROOT,
};

/** Deflated and stored entries, a folder, one that packs well. */
function pack(manifest: string, random: Random): Uint8Array {
  const prefix = random.chance(2) ? '' : 'some.mlpackage/';
  return zipSync(
    {
      [`${prefix}Manifest.json`]: [text(manifest), { level: random.chance(2) ? 0 : 6 }],
      [`${prefix}Data/${MODEL}`]: [text('\x08\x04\x12\x00\xb2\x44\x00'), { level: 0 }],
      [`${prefix}Data/${WEIGHTS}/weight.bin`]: [new Uint8Array(random.below(20_000)), { level: 6 }],
      ...(random.chance(3) ? { [`__MACOSX/${prefix}._Manifest.json`]: text('x') } : {}),
    },
    { mtime: new Date(1980, 1, 1) },
  );
}

const target: WebTarget = {
  slowestMs: 1000,
  next(random) {
    const manifest = random.chance(2) ? MANIFEST : mutateJson(MANIFEST, random);
    const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
    let json = JSON.stringify(manifest, plain) ?? '';
    if (random.chance(8)) json = new TextDecoder().decode(mutateBytes(text(json), random));
    const zip = pack(json, random);
    if (random.chance(3)) return new Uint8Array(zip);
    return random.chance(3) ? mutateBytes(zip, random) : mutateZip(zip, random);
  },
  async run(input) {
    const opened = await openModel(new Blob([input]), limits);
    const model = new Uint8Array(await opened.model.arrayBuffer());
    if (opened.package === undefined) return 'a file of its own';
    if (model.length > limits.packageBytes) throw new BrokenPromise(`${model.length} bytes came out`);
    return 'opened';
  },
};

await main(target);
