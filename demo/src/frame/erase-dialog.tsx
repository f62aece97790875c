// Asks once more before everything is gone. The browser's own dialog: it keeps the focus and closes with Escape.

import type { RefObject } from 'preact';

interface EraseDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly what: string;
  readonly onErase: () => void;
}

export function EraseDialog({ dialog, what, onErase }: EraseDialogProps) {
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="erase-title">
      <form method="dialog">
        <h2 id="erase-title">Erase everything?</h2>
        <p>{what}</p>
        <div class="dialog-buttons">
          <button type="submit">Keep it</button>
          <button type="submit" class="primary danger" onClick={onErase}>
            Erase
          </button>
        </div>
      </form>
    </dialog>
  );
}
