// A page without a framework: two symbols in one's own hand, kept in this browser.

import { Model, ModelStore } from 'attune';
import { makePad } from '../pad.js';

const canvas = document.querySelector('canvas');
const answer = document.querySelector('output');
const pad = makePad(canvas, () => attempt(guess));
const store = await ModelStore.open('example-plain');
const base = await Model.load(new URL('drawing-classifier-updatable.mlmodel', document.baseURI));
let model = (await store.latest('mine', { base })) ?? base; // a personal version wins

async function guess() {
  const { label, labelProbs } = await model.predict({ drawing: canvas });
  const share = Math.round(100 * (labelProbs[label] ?? 0));
  return label === 'unknown' ? 'I do not know that yet. Which is it?' : `A ${label}, I think (${share} %).`;
}

async function learn(label) {
  if (pad.isEmpty()) return 'Draw something first.';
  const { model: taught } = await model.update([{ drawing: canvas, label }]).finished;
  const { number } = await store.save('mine', taught, { note: label }); // a version: undo is one call
  model = taught;
  pad.clear();
  return `Learned. That is drawing ${number}.`;
}

async function undo() {
  const latest = (await store.versions('mine')).at(-1);
  if (latest === undefined) return 'There is nothing to go back to.';
  if (latest.parent === undefined) await store.erase('mine');
  else await store.rollback('mine', { to: latest.parent });
  model = (await store.latest('mine', { base })) ?? base;
  return 'Back to what it knew before.';
}

/** Whatever goes wrong has a sentence for people, and often a hint. */
async function attempt(work) {
  answer.textContent = await work().catch(({ message, hint = '' }) => `${message}. ${hint}`);
}

for (const button of document.querySelectorAll('[data-label]')) {
  button.addEventListener('click', () => attempt(() => learn(button.dataset.label)));
}
document.querySelector('#undo').addEventListener('click', () => attempt(undo));
document.querySelector('#clear').addEventListener('click', pad.clear);
answer.textContent = 'Draw a tick or a cross.';
