// The buttons below a pad.

import type { ComponentChildren } from 'preact';
import type { Easel } from './easel.ts';

/** `first` stands before undoing and clearing, the children behind. */
export function PadTools({
  easel,
  first,
  children,
}: {
  easel: Easel;
  first?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="toolbar">
      {first}
      <button type="button" onClick={() => easel.undoLine()}>
        Undo line
      </button>
      <button type="button" onClick={() => easel.clear()}>
        Clear
      </button>
      {children}
    </div>
  );
}
