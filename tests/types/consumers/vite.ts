/// <reference types="attune/vite/client" />
// A project that imports model files.

import { Model } from 'attune';
import { attune } from 'attune/vite';
import { defineConfig } from 'vite';
import model from './some.mlmodel';
import bytes from './some.mlmodel?inline';
import program from './some.mlpackage';

export default defineConfig({ plugins: [attune({ types: true, inline: false })] });

export async function load(): Promise<Model[]> {
  return [await Model.load(model), await Model.load(bytes), await Model.load(program)];
}
