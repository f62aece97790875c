// The demo's scenes, in the order of their tabs. A further scene is a folder beside `emoji` and a line here.

import { coffeeScene } from './coffee/coffee-scene.tsx';
import { emojiScene } from './emoji/emoji-scene.tsx';
import { ownScene } from './own/own-scene.tsx';
import type { Scene } from './scene.ts';

export const SCENES: readonly [Scene, ...Scene[]] = [emojiScene, coffeeScene, ownScene];
