// What a screen reader is told: one sentence a phase, never a stream of numbers.

import { signal } from '@preact/signals';

const sentence = signal('');

export function announce(text: string): void {
  // The same sentence twice in a row would not be read again: a no-break space at its end makes it another one.
  sentence.value = text === sentence.peek() ? `${text}\u00a0` : text;
}

export function Announcer() {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {sentence}
    </p>
  );
}
