// The ledger: always in view, the same for every scene. On a phone a bar at the bottom that opens into a sheet.

import { signal } from '@preact/signals';
import { createRef } from 'preact';
import type { LedgerFacts, Scene } from '../scenes/scene.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { eraseAll } from './erasure.ts';
import { exportAll, importAll } from './everything.ts';
import { formatBytes, formatCount, formatMs, formatRate } from './format.ts';
import { requestsAtLoad, requestsSinceLoad } from './requests.ts';

const isOpen = signal(false);
const eraseDialog = createRef<HTMLDialogElement>();

interface LedgerProps {
  /** The one on the screen: its model and its last update are shown. */
  readonly scene: Scene;
  /** What is stored is the sum of them all. */
  readonly scenes: readonly Scene[];
}

export function Ledger({ scene, scenes }: LedgerProps) {
  const facts = scene.facts.value;
  const exportModel = scene.exportModel.value;
  return (
    <aside class={isOpen.value ? 'ledger is-open' : 'ledger'} aria-labelledby="ledger-title">
      <h2 id="ledger-title">Ledger</h2>
      <dl class="ledger-facts">
        {rowsOf(facts, scenes).map(({ id, name, short, value }) => (
          <div key={id} class="ledger-row" data-fact={id}>
            <dt>
              <span class="ledger-long">{name}</span>
              <span class="ledger-short" aria-hidden="true">
                {short}
              </span>
            </dt>
            <dd class="figure">{value}</dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        class="ledger-toggle"
        aria-expanded={isOpen.value}
        aria-controls="ledger-more"
        aria-label="More of the ledger"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 15l7-7 7 7" />
        </svg>
      </button>
      <div class="ledger-more" id="ledger-more">
        <p class="small ledger-update">{updateText(facts)}</p>
        <p class="small">{loadText()} All of it is measured here and now, by your browser.</p>
        <div class="ledger-buttons">
          <button type="button" onClick={() => void exportModel?.()} disabled={exportModel === undefined}>
            Export <span class="mono">.mlmodel</span>
          </button>
          <button type="button" onClick={() => void exportAll(scenes)}>
            Export all
          </button>
          <label class="file-button">
            <input
              type="file"
              accept=".zip"
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file !== undefined) void importAll(scenes, file);
                currentTarget.value = '';
              }}
            />
            Import…
          </label>
          <button type="button" class="danger" onClick={() => eraseDialog.current?.showModal()}>
            Erase…
          </button>
        </div>
      </div>
      <EraseDialog
        dialog={eraseDialog}
        what="What you drew, ordered and taught in all scenes, every version of the models, and their databases in this browser. There is no copy anywhere else."
        onErase={() => void eraseAll(scenes)}
      />
    </aside>
  );
}

function rowsOf({ version, lastUpdate }: LedgerFacts, scenes: readonly Scene[]) {
  const sum = (key: 'examples' | 'bytes'): number => scenes.reduce((all, { facts }) => all + facts.value[key], 0);
  return [
    { id: 'version', name: 'Model', short: 'model', value: version },
    { id: 'examples', name: 'Examples stored', short: 'examples', value: String(sum('examples')) },
    { id: 'bytes', name: 'On this device', short: 'on device', value: formatBytes(sum('bytes')) },
    {
      id: 'update',
      name: 'Last update',
      short: 'update',
      value: lastUpdate === undefined ? '–' : formatMs(lastUpdate.ms),
    },
    { id: 'requests', name: 'Requests since load', short: 'requests', value: String(requestsSinceLoad.value) },
  ];
}

function updateText({ lastUpdate }: LedgerFacts): string {
  if (lastUpdate === undefined) return 'Nothing was learned yet.';
  const { examples, ms } = lastUpdate;
  return `That update took in ${formatCount(examples, 'example')}: ${formatRate(examples, ms)}.`;
}

function loadText(): string {
  const { count, bytes } = requestsAtLoad.value;
  if (count === 0) return '';
  const size = bytes === 0 ? 'from the cache' : formatBytes(bytes);
  return `Loading the page took ${formatCount(count, 'file')}, ${size}.`;
}
