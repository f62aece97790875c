// What went wrong, and the proof of an erasure.

import { formatBytes } from '../../frame/format.ts';
import type { Inventory } from '../../frame/inventory.ts';
import { Notice } from '../../frame/notice.tsx';
import type { Session } from './session.ts';

export function Notices({ session }: { session: Session }) {
  const trouble = session.trouble.value;
  const erasure = session.erasure.value;
  return (
    <>
      {trouble && (
        <Notice tone={trouble.tone} title={trouble.title}>
          <p>{trouble.text}</p>
          <p class="small mono">{trouble.detail}</p>
          <p class="notice-buttons">
            {trouble.remedy === 'reload' && (
              <button type="button" onClick={() => location.reload()}>
                Load the page again
              </button>
            )}
            {trouble.remedy === 'take-over' && (
              <button type="button" onClick={() => void session.takeOver()}>
                Take over its version
              </button>
            )}
            {trouble.tone === 'warning' && (
              <button
                type="button"
                onClick={() => {
                  session.trouble.value = undefined;
                }}
              >
                Close
              </button>
            )}
          </p>
        </Notice>
      )}
      {erasure && (
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
              <Row what="Databases" before={erasure.before.databases} after={erasure.after.databases} />
              <Row what="Keys" before={erasure.before.keys} after={erasure.after.keys} />
              <tr>
                <th scope="row">Its own estimate</th>
                <td>{usage(erasure.before)}</td>
                <td>{usage(erasure.after)}</td>
              </tr>
            </tbody>
          </table>
        </Notice>
      )}
    </>
  );
}

function Row({
  what,
  before,
  after,
}: {
  what: string;
  before: readonly string[] | undefined;
  after: readonly string[] | undefined;
}) {
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
