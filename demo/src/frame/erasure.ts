// Everything that this page stored, removed; and the browser's own lists before and after.

import { signal } from '@preact/signals';
import type { Scene } from '../scenes/scene.ts';
import { announce } from './announcer.tsx';
import { type Inventory, takeInventory } from './inventory.ts';

export interface Erasure {
  readonly before: Inventory;
  readonly after: Inventory;
}

export const erasure = signal<Erasure | undefined>(undefined);

export async function eraseAll(scenes: readonly Scene[]): Promise<void> {
  const before = await takeInventory();
  for (const scene of scenes) await scene.forget();
  erasure.value = { before, after: await takeInventory() };
  announce('Everything was erased. The models are as they were shipped.');
}
