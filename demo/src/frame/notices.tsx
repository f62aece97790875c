// What went wrong, and the proof of an erasure.

import type { Signal } from '@preact/signals';
import { erasure } from './erasure.ts';
import { outcome } from './everything.ts';
import { formatBytes } from './format.ts';
import type { Inventory } from './inventory.ts';
import { Notice } from './notice.tsx';
import type { Trouble } from './trouble.ts';

interface TroubleNoticeProps {
  readonly trouble: Signal<Trouble | undefined>;
  /** Where another tab may have saved meanwhile. */
  readonly onTakeOver?: (() => void) | undefined;
}

export function TroubleNotice({ trouble, onTakeOver }: TroubleNoticeProps) {
  const found = trouble.value;
  if (found === undefined) return null;
  return (
    <Notice tone={found.tone} title={found.title}>
      <p>{found.text}</p>
      <p class="small mono">{found.detail}</p>
      <p class="notice-buttons">
        {found.remedy === 'reload' && (
          <button type="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        )}
        {found.remedy === 'take-over' && (
          <button type="button" onClick={onTakeOver}>
            Take over its version
          </button>
        )}
        {found.tone === 'warning' && (
          <button
            type="button"
            onClick={() => {
              trouble.value = undefined;
            }}
          >
            Close
          </button>
        )}
      </p>
    </Notice>
  );
}

/** What came of an import. */
export function ImportNotice() {
  const shown = outcome.value;
  if (shown === undefined) return null;
  return (
    <Notice tone={shown.tone} title={shown.title}>
      <p>{shown.text}</p>
      <p class="notice-buttons">
        <button
          type="button"
          onClick={() => {
            outcome.value = undefined;
          }}
        >
          Close
        </button>
      </p>
    </Notice>
  );
}

export function ErasureNotice() {
  const shown = erasure.value;
  if (shown === undefined) return null;
  const { before, after } = shown;
  return (
    <Notice tone="note" title="Erased. This is what the browser itself lists for this page:">
      <table class="proof">
        <thead>
          <tr>
            <td />
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          <Row what="Databases" before={before.databases} after={after.databases} />
          <Row what="Keys" before={before.keys} after={after.keys} />
          <tr>
            <th scope="row">Its own estimate</th>
            <td>{usage(before)}</td>
            <td>{usage(after)}</td>
          </tr>
        </tbody>
      </table>
      <p class="notice-buttons">
        <button
          type="button"
          onClick={() => {
            erasure.value = undefined;
          }}
        >
          Close
        </button>
      </p>
    </Notice>
  );
}

interface RowProps {
  readonly what: string;
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

function Row({ what, before, after }: RowProps) {
  return (
    <tr>
      <th scope="row">{what}</th>
      <td>{list(before)}</td>
      <td>{list(after)}</td>
    </tr>
  );
}

function list(names: readonly string[] | undefined) {
  if (names === undefined) return 'the browser does not say';
  if (names.length === 0) return 'none';
  return names.map((name) => <code key={name}>{name}</code>);
}

function usage({ usage }: Inventory): string {
  return usage === undefined ? 'the browser does not say' : formatBytes(usage);
}
