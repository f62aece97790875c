// What a scene of the demo is: a tab, a view, and its facts for the ledger.

import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

export interface LedgerFacts {
  /** E.g. 'v3', 'as shipped'; short, for it stands in a narrow bar. */
  readonly version: string;
  /** On the disk. */
  readonly examples: number;
  /** What the scene keeps on the disk: model, versions, examples. */
  readonly bytes: number;
  /** Undefined: there was none, or nobody measured it. */
  readonly lastUpdate: { readonly ms: number; readonly examples: number } | undefined;
}

/** Files by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

export interface Scene {
  /** Also the fragment of its address. */
  readonly id: string;
  readonly title: string;
  /** For a narrow tab. */
  readonly tab: string;
  readonly View: ComponentType;
  readonly facts: ReadonlySignal<LedgerFacts>;
  /** Offers the personal model as a file; undefined while there is none. */
  readonly exportModel: ReadonlySignal<(() => Promise<void>) | undefined>;
  /** Removes all that the scene stored, whether or not it was started. */
  forget(): Promise<void>;
  /** All that it stored; no file when that is nothing. */
  pack(): Promise<Files>;
  /**
   * Puts back what `pack()` gave. What was stored is gone already.
   *
   * @throws when a file is missing or damaged
   */
  unpack(files: Files): Promise<void>;
  /** Loads what it needs. Called once. */
  start(): Promise<void>;
}
