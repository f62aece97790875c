// The scene's story: load, draw, guess, keep three drawings, teach, count, save; go back; erase.

import { computed, effect, signal } from '@preact/signals';
import type { Model } from 'attune';
import { announce } from '../../frame/announcer.tsx';
import { formatCount } from '../../frame/format.ts';
import { type Inventory, takeInventory } from '../../frame/inventory.ts';
import { markLoaded } from '../../frame/requests.ts';
import type { LedgerFacts } from '../scene.ts';
import type { NewDrawing } from './album.ts';
import { ask, isRight, type Judged, judge } from './checkup.ts';
import { Easel } from './easel.ts';
import { type Emoji, MODEL_NAME } from './emoji-model.ts';
import { toPicture } from './ink.ts';
import { LiveGuess } from './live-guess.ts';
import { Shelf } from './shelf.ts';
import type { EmojiSymbol } from './symbols.ts';
import { lossOf, type Trouble, troubleOf } from './trouble.ts';

/** `busy`: a lesson, a rollback or an erasure is under way. */
export type Phase = 'loading' | 'ready' | 'busy' | 'failed';

/** How many drawings make a lesson. */
export const LESSON = 3;

/** What a lesson changed, counted on all the drawings that were taught until and with it. */
export interface Verdict {
  readonly symbol: EmojiSymbol;
  readonly before: number;
  readonly after: number;
  readonly total: number;
  readonly symbols: number;
  readonly ms: number;
}

export interface Erasure {
  readonly before: Inventory;
  readonly after: Inventory;
}

export class Session {
  readonly phase = signal<Phase>('loading');
  readonly trouble = signal<Trouble | undefined>(undefined);
  readonly easel = new Easel();
  readonly chosen = signal<EmojiSymbol | undefined>(undefined);
  /** The drawings of the lesson at hand. */
  readonly kept = signal<readonly NewDrawing[]>([]);
  /** All drawings that the model at hand was taught, each with the answer of a model that never saw it. */
  readonly judged = signal<readonly Judged[]>([]);
  readonly verdict = signal<Verdict | undefined>(undefined);
  readonly erasure = signal<Erasure | undefined>(undefined);
  readonly lastUpdate = signal<LedgerFacts['lastUpdate']>(undefined);
  readonly shelf = signal<Shelf | undefined>(undefined);
  /** The model at hand is not on the disk. */
  readonly unsaved = signal(false);
  readonly #live = new LiveGuess();
  readonly guess = this.#live.current;
  readonly version = computed(() => this.shelf.value?.versions.value.at(-1));
  #learn: typeof import('./learn.ts') | undefined;
  #base: Model<Emoji> | undefined;
  readonly #model = signal<Model<Emoji> | undefined>(undefined);

  readonly facts = computed<LedgerFacts>(() => ({
    version: this.#versionText(),
    examples: this.judged.value.length,
    bytes: this.shelf.value?.stock.value.bytes ?? 0,
    lastUpdate: this.lastUpdate.value,
  }));

  readonly exportModel = computed(() => (this.#model.value === undefined ? undefined : () => this.#download()));

  async start(): Promise<void> {
    effect(() => void this.#look());
    try {
      const [learn, { default: file }] = await Promise.all([
        import('./learn.ts'),
        import('../../../models/drawing-classifier-updatable.mlmodel'),
      ]);
      this.#learn = learn;
      this.shelf.value = await this.#openShelf(file.byteLength);
      await this.#load(file);
      this.phase.value = 'ready';
      const known = this.#known().size;
      announce(
        known === 0 ? 'The model is ready. It knows no symbol yet.' : `Welcome back. The model knows ${formatCount(known, 'symbol')}.`);
    } catch (error) {
      this.phase.value = 'failed';
      this.#complain(error, 'loading');
    } finally {
      markLoaded();
    }
  }

  choose(symbol: EmojiSymbol): void {
    if (symbol === this.chosen.value) return;
    this.chosen.value = symbol;
    this.kept.value = [];
  }

  /** Takes what is on the pad as one of the lesson's drawings. */
  keep(): void {
    const symbol = this.chosen.value;
    this.easel.settle();
    if (symbol === undefined || this.easel.isEmpty.value || this.kept.value.length === LESSON) return;
    this.kept.value = [...this.kept.value, { symbol: symbol.id, strokes: this.easel.drawing.value, drawnAt: new Date() }];
    // The last one stays in view: its answer is about to change.
    if (this.kept.value.length === LESSON) this.easel.done();
    else this.easel.clear();
    announce(`${this.kept.value.length} of ${LESSON} drawings of ${symbol.one} kept.`);
  }

  undoKept(): void {
    const last = this.kept.value.at(-1);
    if (last === undefined) return;
    this.kept.value = this.kept.value.slice(0, -1);
    if (this.easel.drawing.value === last.strokes) this.easel.clear();
    announce(`Last drawing taken back. ${this.kept.value.length} of ${LESSON} kept.`);
  }

  /** The lesson: update, look, count, save. */
  async teach(): Promise<void> {
    const [symbol, lesson, model, base] = [this.chosen.value, this.kept.value, this.#model.value, this.#base];
    if (symbol === undefined || lesson.length < LESSON || model === undefined || base === undefined) return;
    await this.#busily('using', async () => {
      const old = this.judged.value;
      const added = lesson.map((drawing, i) => ({ ...drawing, id: -1 - i - old.length }));
      // Before it sees them.
      const firstAnswers = await ask(model, added);

      const began = performance.now();
      const taught = await this.#learn?.teach(model, lesson.map(({ strokes }) => toPicture(strokes)), symbol.id);
      const ms = performance.now() - began;
      if (taught === undefined) return;
      this.lastUpdate.value = { ms, examples: lesson.length };
      this.kept.value = [];
      this.#use(taught);

      const judged = await judge(base, [...old.map(({ drawing }) => drawing), ...added]);
      this.judged.value = judged;
      const [before, after] = [[...old, ...firstAnswers].filter(isRight).length, judged.filter(isRight).length];
      const symbols = this.#known().size;
      this.verdict.value = { symbol, before, after, total: judged.length, symbols, ms };
      announce(`Taught ${symbol.one} in ${ms.toFixed(0)} milliseconds. Knew ${before} of your ${judged.length} drawings, knows ${after}.`);
      await this.#save(taught, old, lesson, { note: `Taught ${symbol.one}`, known: after, updateMs: ms });
    });
  }

  async rollback(to: number): Promise<void> {
    await this.#busily('storing', async () => {
      await this.shelf.value?.rollback(to);
      await this.takeOver();
      announce(`Back to what version ${to} knew.`);
    });
  }

  /** Goes on from the newest stored version, whoever saved it. */
  async takeOver(): Promise<void> {
    const [shelf, base] = [this.shelf.value, this.#base];
    if (shelf === undefined || base === undefined) return;
    await shelf.refresh();
    this.#use((await shelf.store.latest(MODEL_NAME, { base })) ?? base);
    this.judged.value = await judge(base, await shelf.drawings());
    this.verdict.value = undefined;
    this.unsaved.value = false;
    this.trouble.value = undefined;
  }

  async erase(): Promise<void> {
    await this.#busily('storing', async () => {
      const before = await takeInventory();
      await this.shelf.value?.erase();
      if (this.#base !== undefined) this.#use(this.#base);
      this.judged.value = [];
      this.kept.value = [];
      this.verdict.value = undefined;
      this.lastUpdate.value = undefined;
      this.unsaved.value = false;
      this.easel.clear();
      this.erasure.value = { before, after: await takeInventory() };
      announce('Everything was erased. The model is as it was shipped.');
    });
  }

  async #openShelf(baseBytes: number): Promise<Shelf | undefined> {
    try {
      const shelf = new Shelf((await this.#learn?.openStore()) as Shelf['store'], baseBytes);
      await shelf.refresh();
      return shelf;
    } catch (error) {
      this.#complain(error, 'storing');
      return undefined;
    }
  }

  async #load(file: Uint8Array): Promise<void> {
    const shelf = this.shelf.value;
    const loaded = await this.#learn?.load(file, shelf?.store);
    if (loaded === undefined) return;
    this.#base = loaded.base;
    this.#use(loaded.model);
    if (shelf === undefined) return;
    this.judged.value = await judge(loaded.base, await shelf.drawings());
    const loss = lossOf((await shelf.status()).state);
    if (loss !== undefined) this.trouble.value = loss;
  }

  async #save(
    model: Model<Emoji>,
    old: readonly Judged[],
    added: readonly NewDrawing[],
    notes: { note: string; known: number; updateMs: number },
  ): Promise<void> {
    this.unsaved.value = true;
    try {
      const taughtBefore = old.map(({ drawing }) => drawing);
      const drawings = await this.shelf.value?.save(model, { ...notes, taughtBefore, added });
      if (drawings === undefined) return;
      // The same drawings, now under the numbers that they have on the disk.
      this.judged.value = this.judged.value.map((judged, i) => ({ ...judged, drawing: drawings[i] ?? judged.drawing }));
      this.unsaved.value = false;
    } catch (error) {
      this.#complain(error, 'storing');
    }
  }

  #use(model: Model<Emoji>): void {
    const last = this.#model.value;
    if (last !== undefined && last !== model && last !== this.#base) last.dispose();
    this.#model.value = model;
    this.#live.use(model);
  }

  /** Runs whenever the drawing or the model changes. */
  async #look(): Promise<void> {
    const drawing = this.easel.drawing.value;
    if (this.#model.value === undefined) return;
    try {
      await this.#live.look(drawing);
    } catch (error) {
      this.#complain(error, 'using');
    }
  }

  async #busily(during: 'storing' | 'using', work: () => Promise<void>): Promise<void> {
    if (this.phase.value !== 'ready') return;
    this.phase.value = 'busy';
    this.erasure.value = undefined;
    try {
      await work();
    } catch (error) {
      this.#complain(error, during);
    } finally {
      this.phase.value = 'ready';
    }
  }

  #complain(error: unknown, during: 'loading' | 'storing' | 'using'): void {
    const trouble = troubleOf(error, during);
    this.trouble.value = trouble;
    announce(`${trouble.title}. ${trouble.text}`);
  }

  #known(): Set<string> {
    return new Set(this.judged.value.map(({ drawing }) => drawing.symbol));
  }

  #versionText(): string {
    if (this.unsaved.value) return 'not saved';
    return this.version.value === undefined ? 'as shipped' : `v${this.version.value.number}`;
  }

  async #download(): Promise<void> {
    const bytes = await this.#model.value?.export();
    if (bytes === undefined) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes]));
    link.download = `my-emoji${this.version.value === undefined ? '' : `-v${this.version.value.number}`}.mlmodel`;
    link.click();
    // The browser has taken hold of the bytes by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
