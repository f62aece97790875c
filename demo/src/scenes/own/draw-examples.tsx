// Examples with pen, finger or keys.

import { signal } from '@preact/signals';
import { Easel } from '../../drawing/easel.ts';
import { Pad } from '../../drawing/pad.tsx';
import { PadTools } from '../../drawing/pad-tools.tsx';
import { announce } from '../../frame/announcer.tsx';
import { answerOf } from './answer-picker.tsx';
import { drawingPixels, isDark } from './drawing-pixels.ts';
import type { Workshop } from './workshop.ts';

const easel = new Easel();
const missing = signal('');

export function DrawExamples({ workshop }: { workshop: Workshop }) {
  const keep = (): void => {
    const [name, answer] = [workshop.image.value?.name, answerOf(workshop)];
    if (easel.isEmpty.value || answer === undefined || name === undefined) {
      missing.value = answer === undefined ? 'Say what it is first.' : 'Draw something first.';
      announce(missing.value);
      return;
    }
    missing.value = '';
    const picture = drawingPixels(easel.drawing.value);
    workshop.add([{ inputs: { [name]: picture }, answer, picture }]);
    easel.clear();
  };
  return (
    <div class="own-draw">
      <Pad easel={easel} />
      <PadTools
        easel={easel}
        first={
          <button type="button" class="primary" onClick={keep}>
            Keep this one
          </button>
        }
      />
      <label class="switch">
        <input
          type="checkbox"
          checked={isDark.value}
          onChange={({ currentTarget }) => {
            isDark.value = currentTarget.checked;
          }}
        />
        <span>The model expects white on black</span>
      </label>
      <p class="small says">{missing.value}</p>
    </div>
  );
}
