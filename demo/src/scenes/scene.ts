// What a scene of the demo is: a tab, a view, and its facts for the ledger.

import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

export interface LedgerFacts {
  /** E.g. 'v3', 'as shipped'; short, for it stands in a narrow bar. */
  readonly version: string;
  readonly examples: number;
  /** What the scene keeps on the disk: model, versions, examples. */
  readonly bytes: number;
  /** Undefined: there was none, or nobody measured it. */
  readonly lastUpdate: { readonly ms: number; readonly examples: number } | undefined;
}

export interface Scene {
  /** Also the fragment of its address. */
  readonly id: string;
  readonly title: string;
  readonly View: ComponentType;
  readonly facts: ReadonlySignal<LedgerFacts>;
  /** Offers the personal model as a file; undefined while there is none. */
  readonly exportModel: ReadonlySignal<(() => Promise<void>) | undefined>;
  /** Asks, then removes all that the scene stored. */
  readonly erase: () => void;
  /** Called once, when the scene is first shown. */
  start(): Promise<void>;
}
