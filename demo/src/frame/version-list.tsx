// Every lesson is a version; any of them can be had back.

import type { VersionInfo } from 'attune';
import { formatBytes, formatDate } from './format.ts';

interface VersionListProps {
  /** Oldest first. */
  readonly versions: readonly VersionInfo[];
  /** Said while there is none. */
  readonly empty: string;
  /** What a version says of itself, beside its note. */
  readonly factOf: (version: VersionInfo) => string;
  readonly onGoBack: (number: number) => void;
}

export function VersionList({ versions, empty, factOf, onGoBack }: VersionListProps) {
  return (
    <section class="versions" aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      {versions.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <ol class="version-rows" reversed>
          {[...versions].reverse().map((version, i) => (
            <li key={version.number} class={i === 0 ? 'version is-current' : 'version'}>
              <span class="version-number figure">v{version.number}</span>
              <span class="version-note">
                {version.restores === undefined ? version.note : `Back to version ${version.restores}`}
                <span class="version-facts">
                  <time dateTime={version.savedAt.toISOString()}>{formatDate(version.savedAt)}</time>
                  <span>{factOf(version)}</span>
                  <span>{formatBytes(version.byteLength)}</span>
                </span>
              </span>
              {i === 0 ? (
                <span class="version-now">In use</span>
              ) : (
                <button type="button" onClick={() => onGoBack(version.number)}>
                  Go back<span class="visually-hidden"> to version {version.number}</span>
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
