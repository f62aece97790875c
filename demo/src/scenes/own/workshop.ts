// The scene's story: open a model, see what can learn in it, make it learn, give it examples, train, compare, take it home.

import { computed, signal } from '@preact/signals';
import type { LayerReport, Model, ModelSource, UpdatableReport } from 'attune';
import { announce } from '../../frame/announcer.tsx';
import { download } from '../../frame/download.ts';
import { formatCount, formatMs } from '../../frame/format.ts';
import { type During, type Trouble, troubleOf } from '../../frame/trouble.ts';
import type { Files, LedgerFacts } from '../scene.ts';
import { imageInputOf, type OwnExample } from './examples.ts';
import { fitting, parameterOf } from './limits.ts';
import { OwnShelf } from './shelf.ts';
import { type Choices, learnsByGradient, Trainer } from './trainer.ts';

type Learn = typeof import('./learn.ts');

export type Phase = 'loading' | 'empty' | 'ready' | 'busy' | 'failed';

/** Enough for a curve to watch, where the model's file does not say otherwise. */
const EPOCHS = 60;
/** So many layers may all learn from a hundred examples; of a larger network the last one is a better start. */
const FEW_LAYERS = 4;

export class Workshop {
  readonly phase = signal<Phase>('loading');
  readonly trouble = signal<Trouble | undefined>(undefined);
  /** Its file's name. */
  readonly name = signal('');
  /** As it came. */
  readonly original = signal<Model | undefined>(undefined);
  /** The one at hand: made updatable, trained. */
  readonly model = signal<Model | undefined>(undefined);
  readonly report = signal<UpdatableReport | undefined>(undefined);
  /** Names of the layers that are to learn. */
  readonly chosen = signal<ReadonlySet<string>>(new Set());
  readonly examples = signal<readonly OwnExample[]>([]);
  readonly choices = signal<Choices>({ epochs: EPOCHS, learningRate: 0.003, keepBest: false });
  readonly trainer = new Trainer();
  readonly shelf = signal<OwnShelf | undefined>(undefined);
  readonly #lastUpdate = signal<LedgerFacts['lastUpdate']>(undefined);
  #learn: Learn | undefined;
  #sample: typeof import('./sample.ts') | undefined;

  readonly canLearn = computed(() => this.model.value?.description.isUpdatable === true);
  readonly byGradient = computed(() => this.model.value !== undefined && learnsByGradient(this.model.value));
  readonly image = computed(() => {
    const description = this.model.value?.description;
    return description === undefined ? undefined : imageInputOf(description);
  });

  readonly facts = computed<LedgerFacts>(() => {
    const versions = this.shelf.value?.versions.value ?? [];
    return {
      version: versions.at(-1) === undefined ? this.#freshText() : `v${versions.at(-1)?.number}`,
      examples: this.shelf.value?.count.value ?? 0,
      bytes: this.shelf.value?.bytes.value ?? 0,
      lastUpdate: this.#lastUpdate.value,
    };
  });

  readonly exportModel = computed(() => (this.model.value === undefined ? undefined : () => this.download('mlmodel')));

  async start(): Promise<void> {
    try {
      // The sample, too: nothing is asked for later.
      const parts = [import('./learn.ts'), import('./stores.ts'), import('./sample.ts')] as const;
      const [learn, stores, sample] = await Promise.all(parts);
      this.#learn = learn;
      this.#sample = sample;
      await this.#openShelf(stores);
      this.phase.value = this.model.value === undefined ? 'empty' : 'ready';
    } catch (error) {
      this.phase.value = 'failed';
      this.trouble.value = troubleOf(error, 'loading');
    }
  }

  /** @param name its file's */
  async open(source: ModelSource, name: string): Promise<void> {
    await this.#busily('opening', async (learn) => {
      const model = await learn.open(source);
      await this.#use(model, model, name);
      await this.shelf.value?.begin(name, model);
      this.examples.value = [];
      this.trainer.reset();
      this.#lastUpdate.value = undefined;
      announce(`${name} is open. ${this.canLearn.value ? 'It can learn.' : 'It does not learn yet.'}`);
    });
  }

  async openSample(): Promise<void> {
    if (this.#sample === undefined) return;
    const { SAMPLE_NAME, sampleExamples, sampleModel } = this.#sample;
    await this.open(sampleModel, SAMPLE_NAME);
    if (this.name.value === SAMPLE_NAME) this.add(sampleExamples());
  }

  choose(layer: LayerReport, isChosen: boolean): void {
    const chosen = new Set(this.chosen.value);
    if (isChosen) chosen.add(layer.name);
    else chosen.delete(layer.name);
    this.chosen.value = chosen;
  }

  async makeUpdatable(): Promise<void> {
    await this.#busily('using', async (learn) => {
      const original = this.original.value;
      if (original === undefined) return;
      const model = await learn.prepare(original, [...this.chosen.value]);
      await this.#learnsNow(original, model);
      announce(`It can learn now, in ${formatCount(this.chosen.value.size, 'layer')}.`);
    });
  }

  /** For models that no rule lets learn: they go on as they are, and what is behind them remembers. */
  async rememberInstead(): Promise<void> {
    await this.#busily('using', async () => {
      const original = this.original.value;
      if (original === undefined) return;
      await this.#learnsNow(original, await original.withNearestNeighbors());
      announce('It remembers examples now.');
    });
  }

  add(examples: readonly OwnExample[]): void {
    this.examples.value = [...this.examples.value, ...examples];
    announce(`${formatCount(this.examples.value.length, 'example')}.`);
    this.#kept(this.shelf.value?.keep(examples));
  }

  remove(examples: readonly OwnExample[]): void {
    const gone = new Set(examples);
    this.examples.value = this.examples.value.filter((one) => !gone.has(one));
    announce(`${formatCount(this.examples.value.length, 'example')}.`);
    this.#kept(this.shelf.value?.drop(examples));
  }

  async train(): Promise<void> {
    await this.#busily('using', async (learn) => {
      const model = this.model.value;
      if (model === undefined || this.examples.value.length === 0) return;
      announce('Training began.');
      const trained = await this.trainer.train(learn, model, this.examples.value, this.choices.value);
      const comparison = this.trainer.comparison.value;
      if (trained === undefined || comparison === undefined) {
        announce('Training was cancelled. The model is as it was.');
        return;
      }
      this.model.value = trained;
      const rounds = Math.max(1, this.trainer.epoch.value);
      this.#lastUpdate.value = { ms: comparison.ms, examples: comparison.learned * rounds };
      announce(`Trained on ${formatCount(comparison.learned, 'example')} in ${formatMs(comparison.ms)}.`);
      await this.#save(trained, comparison.learned);
    });
  }

  async rollback(to: number): Promise<void> {
    await this.#busily('storing', async () => {
      const model = await this.shelf.value?.rollback(to);
      if (model === undefined) return;
      this.model.value = model;
      this.trainer.reset();
      announce(`Back to version ${to}.`);
    });
  }

  async download(format: 'mlmodel' | 'mlpackage'): Promise<void> {
    const bytes = await this.model.value?.export({ format });
    if (bytes === undefined) return;
    const plain = this.name.value.replace(/(\.mlpackage|\.mlmodel)?(\.zip)?$/i, '');
    download(bytes, `my-${plain}.${format}${format === 'mlpackage' ? '.zip' : ''}`);
  }

  async forget(): Promise<void> {
    const erased = await this.#busily('storing', async () => this.shelf.value?.erase());
    if (!erased) return;
    this.original.value = undefined;
    this.model.value = undefined;
    this.report.value = undefined;
    this.examples.value = [];
    this.trainer.reset();
    this.#lastUpdate.value = undefined;
    this.phase.value = 'empty';
  }

  async #openShelf(stores: typeof import('./stores.ts')): Promise<void> {
    try {
      const shelf = new OwnShelf(stores, await stores.openStore());
      this.shelf.value = shelf;
      await this.#recall(shelf);
    } catch (error) {
      this.trouble.value = troubleOf(error, 'storing');
    }
  }

  async pack(): Promise<Files> {
    return (await this.shelf.value?.pack()) ?? {};
  }

  async unpack(files: Files): Promise<void> {
    const shelf = this.shelf.value;
    if (shelf === undefined) return;
    await shelf.unpack(files);
    await this.#recall(shelf);
    if (this.model.value !== undefined) this.phase.value = 'ready';
  }

  async #recall(shelf: OwnShelf): Promise<void> {
    const last = await shelf.last();
    if (last === undefined) return;
    await this.#use(last.model, last.model, last.name);
    this.examples.value = last.examples;
  }

  /** The model that learns takes the place of the one that did not; examples that came with that one are its own now. */
  async #learnsNow(original: Model, model: Model): Promise<void> {
    await this.#use(original, model, this.name.value);
    await this.shelf.value?.begin(this.name.value, model);
    this.#kept(this.shelf.value?.keep(this.examples.value));
  }

  /** Keeping goes on behind; that it failed is said. */
  #kept(work: Promise<void> | undefined): void {
    work?.catch((error: unknown) => {
      this.trouble.value = troubleOf(error, 'storing');
    });
  }

  async #use(original: Model, model: Model, name: string): Promise<void> {
    const report = await this.#learn?.inspect(model);
    this.name.value = name;
    this.original.value = original;
    this.model.value = model;
    this.report.value = report;
    const layers = report?.layers ?? [];
    const learning = layers.filter(({ isUpdatable }) => isUpdatable);
    const possible = layers.filter(({ couldBeUpdatable }) => couldBeUpdatable);
    const proposed = learning.length > 0 ? learning : possible.slice(possible.length > FEW_LAYERS ? -1 : 0);
    this.chosen.value = new Set(proposed.map((layer) => layer.name));
    const rate = parameterOf(model, 'learningRate');
    this.choices.value = {
      ...this.choices.value,
      epochs: fitting(parameterOf(model, 'epochs'), EPOCHS),
      learningRate: Number(rate?.defaultValue ?? this.choices.value.learningRate),
    };
  }

  async #save(model: Model, examples: number): Promise<void> {
    const shelf = this.shelf.value;
    if (shelf === undefined) return;
    try {
      const accuracy = this.trainer.comparison.value?.after.accuracy ?? Number.NaN;
      await shelf.save(model, `Trained on ${formatCount(examples, 'example')}`, { accuracy });
    } catch (error) {
      this.trouble.value = troubleOf(error, 'storing');
    }
  }

  /** @returns whether it was done */
  async #busily(during: During, work: (learn: Learn) => Promise<unknown>): Promise<boolean> {
    const learn = this.#learn;
    if (learn === undefined || this.phase.value === 'busy') return false;
    const before = this.phase.value;
    this.phase.value = 'busy';
    this.trouble.value = undefined;
    try {
      await work(learn);
      return true;
    } catch (error) {
      const trouble = troubleOf(error, during);
      this.trouble.value = trouble;
      announce(`${trouble.title}. ${trouble.text}`);
      return false;
    } finally {
      this.phase.value = this.model.value === undefined ? before : 'ready';
    }
  }

  #freshText(): string {
    if (this.model.value === undefined) return '–';
    if (this.model.value === this.original.value) return 'as it came';
    return this.#lastUpdate.value === undefined ? 'not trained' : 'not saved';
  }
}
