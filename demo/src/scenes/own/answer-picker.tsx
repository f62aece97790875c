// The right answer of the examples that come next.

import { signal } from '@preact/signals';
import type { Answer } from './examples.ts';
import { targetOf } from './examples.ts';
import type { Workshop } from './workshop.ts';

const typed = signal('');

/** Undefined: none was given yet. */
export function answerOf(workshop: Workshop): Answer | undefined {
  const description = workshop.model.value?.description;
  const labels = description?.classLabels ?? [];
  const text = typed.value.trim() || (isOpen(workshop) ? '' : String(labels[0] ?? ''));
  if (text === '') return undefined;
  const target = description === undefined ? undefined : targetOf(description);
  return target?.type === 'string' ? text : Number(text);
}

export function AnswerPicker({ workshop }: { workshop: Workshop }) {
  const labels = (workshop.model.value?.description.classLabels ?? []).map(String);
  if (isOpen(workshop))
    return (
      <label class="field">
        <span>What is it?</span>
        <input
          type="text"
          value={typed.value}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
    );
  return (
    <label class="field">
      <span>What is it?</span>
      <select
        value={labels.includes(typed.value) ? typed.value : labels[0]}
        onChange={({ currentTarget }) => {
          typed.value = currentTarget.value;
        }}
      >
        {labels.map((label) => (
          <option key={label} value={label}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A model that remembers takes any label; so does one that answers numbers. */
function isOpen({ model, byGradient }: Workshop): boolean {
  return !byGradient.value || (model.value?.description.classLabels ?? []).length === 0;
}
