// The page that most fixtures share.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const model = fileURLToPath(new URL('../models/keras-mlp-updatable.mlmodel', import.meta.url));

export const html = (head) =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>fixture</title>
<link rel="icon" href="data:,">
${head}
<pre id="result"></pre>
</html>
`;

/** The page and the model that it loads. */
export function writePage(folder, head) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), html(head));
  writeModel(folder);
}

export function writeModel(folder) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(model, join(folder, 'model.mlmodel'));
}
