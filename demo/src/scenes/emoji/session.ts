// The scene's story: load, draw, guess, keep three drawings, teach, count, save; go back; erase.

import { computed, effect, signal } from '@preact/signals';
import type { Easel } from '../../drawing/easel.ts';
import { announce } from '../../frame/announcer.tsx';
import { download } from '../../frame/download.ts';
import { formatCount } from '../../frame/format.ts';
import { lossOf, type Trouble, troubleOf } from '../../frame/trouble.ts';
import type { Files, LedgerFacts } from '../scene.ts';
import type { NewDrawing } from './album.ts';
import { isRight, type Judged } from './checkup.ts';
import { Pupil } from './pupil.ts';
import { type LessonNotes, Shelf } from './shelf.ts';
import type { EmojiSymbol, SymbolId } from './symbols.ts';

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

export class Session {
  readonly phase = signal<Phase>('loading');
  readonly trouble = signal<Trouble | undefined>(undefined);
  /** Both hands draw on one pad. */
  readonly easel: Easel;
  readonly pupil = new Pupil();
  readonly guess = this.pupil.guess;
  /** Undefined where the browser keeps nothing. */
  readonly shelf = signal<Shelf | undefined>(undefined);
  readonly version = computed(() => this.shelf.value?.versions.value.at(-1));
  readonly chosen = signal<EmojiSymbol | undefined>(undefined);
  /** Drawings that wait for their lesson, of all symbols. */
  readonly #waiting = signal<readonly NewDrawing[]>([]);
  /** Those of the chosen symbol: the lesson at hand. */
  readonly kept = computed(() => this.#waiting.value.filter(({ symbol }) => symbol === this.chosen.value?.id));
  /** All drawings that the model at hand was taught, each with the answer of a model that never saw it. */
  readonly judged = signal<readonly Judged[]>([]);
  readonly verdict = signal<Verdict | undefined>(undefined);
  readonly #lastUpdate = signal<LedgerFacts['lastUpdate']>(undefined);
  /** The model at hand is not on the disk. */
  readonly #unsaved = signal(false);

  readonly facts = computed<LedgerFacts>(() => ({
    version: this.#versionText(),
    examples: this.shelf.value?.stock.value.drawings ?? 0,
    bytes: this.shelf.value?.stock.value.bytes ?? 0,
    lastUpdate: this.#lastUpdate.value ?? this.#storedUpdate(),
  }));

  readonly exportModel = computed(() => (this.pupil.model.value === undefined ? undefined : () => this.#download()));

  /** Under which name all of it is kept. */
  readonly hand: string;

  constructor(easel: Easel, hand: string) {
    this.easel = easel;
    this.hand = hand;
  }

  async start(): Promise<void> {
    effect(() => void this.#look());
    try {
      const [learn, { default: file }] = await Promise.all([
        import('./learn.ts'),
        import('../../../models/drawing-classifier-updatable.mlmodel?inline'),
      ]);
      await this.#open(learn, file);
      this.phase.value = 'ready';
      const known = this.#known();
      announce(
        known === 0
          ? 'The model is ready. It knows no symbol yet.'
          : `Welcome back. The model knows ${formatCount(known, 'symbol')}.`,
      );
    } catch (error) {
      this.phase.value = 'failed';
      this.#complain(error, 'loading');
    }
  }

  /** Takes what is on the pad as one of the lesson's drawings. */
  keep(): void {
    const symbol = this.chosen.value;
    this.easel.settle();
    if (symbol === undefined || this.easel.isEmpty.value || this.kept.value.length === LESSON) return;
    const strokes = this.easel.drawing.value;
    this.#waiting.value = [...this.#waiting.value, { symbol: symbol.id, strokes, drawnAt: new Date() }];
    // The last one stays in view: its answer is about to change.
    if (this.kept.value.length === LESSON) this.easel.done();
    else this.easel.clear();
    announce(`${this.kept.value.length} of ${LESSON} drawings of ${symbol.one} kept.`);
  }

  undoKept(): void {
    const last = this.kept.value.at(-1);
    if (last === undefined) return;
    this.#waiting.value = this.#waiting.value.filter((drawing) => drawing !== last);
    if (this.easel.drawing.value === last.strokes) this.easel.clear();
    announce(`Last drawing taken back. ${this.kept.value.length} of ${LESSON} kept.`);
  }

  /** The lesson: ask, update, count, save. */
  async teach(): Promise<void> {
    const [symbol, lesson] = [this.chosen.value, this.kept.value];
    if (symbol === undefined || lesson.length < LESSON) return;
    await this.#busily('using', async () => {
      const old = this.judged.value;
      const added = lesson.map((drawing, i) => ({ ...drawing, id: -1 - i - old.length }));
      // Before it sees them.
      const firstAnswers = await this.pupil.ask(added);

      const strokes = lesson.map((drawing) => drawing.strokes);
      const ms = await this.pupil.teach(strokes, symbol.id);
      this.#lastUpdate.value = { ms, examples: lesson.length };
      this.#unsaved.value = true;
      this.#dropWaiting(symbol.id);

      const judged = await this.pupil.judge([...old.map(({ drawing }) => drawing), ...added]);
      this.judged.value = judged;
      const [before, after] = [countRight([...old, ...firstAnswers]), countRight(judged)];
      this.verdict.value = { symbol, before, after, total: judged.length, symbols: this.#known(), ms };
      announce(
        `Taught ${symbol.one} in ${ms.toFixed(0)} milliseconds. Knew ${before} of your ${judged.length} drawings, knows ${after}.`,
      );
      const taughtBefore = old.map(({ drawing }) => drawing);
      await this.#save({ note: `Taught ${symbol.one}`, taughtBefore, added: lesson, known: after, updateMs: ms });
    });
  }

  async rollback(to: number): Promise<void> {
    await this.#busily('storing', async () => {
      await this.shelf.value?.rollback(to);
      await this.#recall();
      announce(`Back to what version ${to} knew.`);
    });
  }

  /** Other voters: every drawing is asked about anew. */
  async setNeighbors(count: number): Promise<void> {
    await this.#busily('using', async () => {
      await this.pupil.setNeighbors(count);
      this.judged.value = await this.pupil.judge(this.judged.value.map(({ drawing }) => drawing));
      announce(
        `${count} vote. It knows ${countRight(this.judged.value)} of your ${this.judged.value.length} drawings.`,
      );
    });
  }

  /** Goes on from the newest stored version: another tab saved it. */
  async takeOver(): Promise<void> {
    await this.#busily('storing', async () => {
      await this.shelf.value?.refresh();
      await this.#recall();
      this.trouble.value = undefined;
      announce(`Took over version ${this.version.value?.number ?? 0}.`);
    });
  }

  async forget(): Promise<void> {
    await this.#busily('storing', async () => {
      await this.shelf.value?.erase();
      await this.pupil.forget();
      this.judged.value = [];
      this.#waiting.value = [];
      this.verdict.value = undefined;
      this.#lastUpdate.value = undefined;
      this.#unsaved.value = false;
      this.easel.clear();
    });
  }

  async pack(): Promise<Files> {
    return (await this.shelf.value?.pack()) ?? {};
  }

  async unpack(files: Files): Promise<void> {
    await this.shelf.value?.unpack(files);
    await this.#recall();
  }

  async #open(learn: typeof import('./learn.ts'), file: Uint8Array): Promise<void> {
    try {
      const shelf = new Shelf(await learn.openStore(this.hand), learn.save, file.byteLength);
      await shelf.refresh();
      this.shelf.value = shelf;
      await this.pupil.wake(learn, file, shelf.store);
      this.judged.value = await this.pupil.judge(await shelf.drawings());
      this.trouble.value = lossOf((await shelf.status()).state);
    } catch (error) {
      // Without its storage the model may well run; if that fails too, it was not the storage.
      await this.pupil.wake(learn, file, undefined);
      this.#complain(error, 'storing');
    }
  }

  async #recall(): Promise<void> {
    const shelf = this.shelf.value;
    if (shelf === undefined) return;
    await this.pupil.recall(shelf.store);
    this.judged.value = await this.pupil.judge(await shelf.drawings());
    this.verdict.value = undefined;
    this.#unsaved.value = false;
  }

  async #save(notes: LessonNotes): Promise<void> {
    const [shelf, model] = [this.shelf.value, this.pupil.model.value];
    if (shelf === undefined || model === undefined) return;
    try {
      const drawings = await shelf.save(model, notes);
      // The same drawings, now under the numbers that they have on the disk.
      this.judged.value = this.judged.value.map((judged, i) => ({ ...judged, drawing: drawings[i] ?? judged.drawing }));
      this.#unsaved.value = false;
    } catch (error) {
      this.#complain(error, 'storing');
    }
  }

  /** Runs whenever the drawing or the model changes. */
  async #look(): Promise<void> {
    try {
      this.pupil.turn.value; // another answer, the same drawing
      await this.pupil.look(this.easel.drawing.value);
    } catch (error) {
      this.#complain(error, 'using');
    }
  }

  async #busily(during: 'storing' | 'using', work: () => Promise<void>): Promise<void> {
    const phase = this.phase.value;
    if (phase !== 'ready' && phase !== 'failed') return;
    this.phase.value = 'busy';
    try {
      await work();
    } catch (error) {
      this.#complain(error, during);
    } finally {
      this.phase.value = phase;
    }
  }

  #complain(error: unknown, during: 'loading' | 'storing' | 'using'): void {
    const trouble = troubleOf(error, during);
    this.trouble.value = trouble;
    announce(`${trouble.title}. ${trouble.text}`);
  }

  #dropWaiting(symbol: SymbolId): void {
    this.#waiting.value = this.#waiting.value.filter((drawing) => drawing.symbol !== symbol);
  }

  /** How many symbols. */
  #known(): number {
    return new Set(this.judged.value.map(({ drawing }) => drawing.symbol)).size;
  }

  /** Measured on this device, too, before the page was loaded again. */
  #storedUpdate(): LedgerFacts['lastUpdate'] {
    const ms = this.version.value?.metrics.updateMs;
    return ms === undefined ? undefined : { ms, examples: LESSON };
  }

  #versionText(): string {
    if (this.#unsaved.value) return 'not saved';
    return this.version.value === undefined ? 'as shipped' : `v${this.version.value.number}`;
  }

  async #download(): Promise<void> {
    const bytes = await this.pupil.model.value?.export();
    if (bytes === undefined) return;
    download(bytes, `my-emoji${this.version.value === undefined ? '' : `-v${this.version.value.number}`}.mlmodel`);
  }
}

function countRight(judged: readonly Judged[]): number {
  return judged.filter(isRight).length;
}
