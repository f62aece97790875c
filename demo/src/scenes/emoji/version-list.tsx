// Every lesson is a version; any of them can be had back.

import { formatBytes, formatDate } from '../../frame/format.ts';
import type { Session } from './session.ts';

export function VersionList({ session }: { session: Session }) {
  const versions = session.shelf.value?.versions.value ?? [];
  return (
    <section class="versions" aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      {versions.length === 0 ? (
        <p class="empty">
          {session.shelf.value === undefined && session.phase.value === 'ready'
            ? 'None: this browser keeps nothing for this page.'
            : 'None yet. Every lesson is saved as a version of its own, and you can go back to any of the last ten.'}
        </p>
      ) : (
        <ol class="version-rows" reversed>
          {[...versions].reverse().map(({ number, savedAt, note, byteLength, metrics, restores }, i) => (
            <li key={number} class={i === 0 ? 'version is-current' : 'version'}>
              <span class="version-number figure">v{number}</span>
              <span class="version-note">
                {restores === undefined ? note : `Back to version ${restores}`}
                <span class="version-facts">
                  <time dateTime={savedAt.toISOString()}>{formatDate(savedAt)}</time>
                  <span>
                    knows {metrics.known ?? 0} of {metrics.drawings ?? 0}
                  </span>
                  <span>{formatBytes(byteLength)}</span>
                </span>
              </span>
              {i === 0 ? (
                <span class="version-now">In use</span>
              ) : (
                <button type="button" onClick={() => void session.rollback(number)}>
                  Go back<span class="visually-hidden"> to version {number}</span>
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
