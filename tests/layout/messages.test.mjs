// Strings of protobuf messages are filled in place, never with set_…(value). On an arena the setter books the string's
// destructor before it copies; where the copy finds no memory, libc++ leaves a string that was never made, and the arena
// destroys it (format/message.h). mutable_…() makes an empty one first, which needs nothing.

import test from 'node:test';
import { files, nothing, read } from './repository.mjs';

const ours = (path) => /^(src|bindings)\/.*\.(cpp|h)$/.test(path);

test('strings of messages are filled through mutable_…()', () => {
  const names = new Set();
  for (const path of files.filter((each) => each.endsWith('.proto'))) {
    for (const [, name] of read(path).matchAll(/^\s*(?:string|bytes)\s+(\w+)\s*=/gm)) names.add(name.toLowerCase());
  }
  if (names.size < 10) nothing([...names], 'too few fields found in proto:');
  const setter = new RegExp(`\\bset_(${[...names].join('|')})\\((?!""\\))`);
  const found = [];
  for (const path of files.filter(ours)) {
    read(path)
      .split('\n')
      .forEach((line, index) => {
        if (setter.test(line)) found.push(`${path}:${index + 1}: ${line.trim()}`);
      });
  }
  nothing(found, 'a copy that finds no memory breaks the arena here; assign to *mutable_…() instead:');
});
