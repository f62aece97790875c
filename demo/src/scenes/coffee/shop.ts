// The scene's story: a visit, the chances of every drink, an order, what it taught; a week at once; versions; erasing.

import { computed, effect, signal } from '@preact/signals';
import type { Model } from 'attune';
import { announce } from '../../frame/announcer.tsx';
import { download } from '../../frame/download.ts';
import { formatMs, formatPercent } from '../../frame/format.ts';
import { type Trouble, troubleOf } from '../../frame/trouble.ts';
import type { Files, LedgerFacts } from '../scene.ts';
import type { Coffee, Habits, Prior } from './coffee-model.ts';
import { Diary } from './diary.ts';
import { type Drink, nameOf, type Order, type Place, type Visit, visitAt, type Weather, weekdayOf } from './menu.ts';
import { bestOf, type Chances, countingChances, type Score, Scorer } from './score.ts';
import { weekOf } from './week.ts';
import { type Reason, reasonsFor } from './why.ts';

type Learn = typeof import('./learn.ts');
export type Phase = 'loading' | 'ready' | 'busy' | 'failed';

/** All there is once the model has loaded. */
interface Ready {
  readonly learn: Learn;
  readonly base: Model<Coffee>;
  readonly habits: Habits;
}

/** Long enough for an eye to follow, short enough to play a week in three seconds. */
const ORDER_MS = 60;
const NOBODY: Chances = new Map();

export class Shop {
  readonly phase = signal<Phase>('loading');
  readonly trouble = signal<Trouble | undefined>(undefined);
  readonly weekday = signal(0);
  readonly hour = signal(8);
  readonly place = signal<Place>('station');
  readonly weather = signal<Weather>('rainy');
  /** Of this customer, oldest first. */
  readonly orders = signal<readonly Order[]>([]);
  readonly model = signal<Model<Coffee> | undefined>(undefined);
  readonly chances = signal<Chances>(NOBODY);
  readonly counting = computed(() => countingChances(this.orders.value));
  readonly best = computed(() => bestOf(this.chances.value) as Drink | undefined);
  /** What the last order changed: its drink's chance at that visit, before and after. */
  readonly change = signal<{ readonly drink: Drink; readonly before: number; readonly after: number } | undefined>(
    undefined,
  );
  readonly score = signal<Score | undefined>(undefined);
  /** The order that is being played. */
  readonly playing = signal<Order | undefined>(undefined);
  readonly hasChanged = signal(false);
  /** The drink that is asked about; undefined: the likeliest. */
  readonly asked = signal<Drink | undefined>(undefined);
  /** What speaks for and against a drink. */
  readonly why = signal<{ readonly drink: Drink; readonly reasons: readonly Reason[] } | undefined>(undefined);
  readonly diary = signal<Diary | undefined>(undefined);
  readonly #lastUpdate = signal<LedgerFacts['lastUpdate']>(undefined);
  #ready: Ready | undefined;
  #turn = 0;

  /** The day of the visit: the next one that is such a weekday, and not before the last order. */
  readonly day = computed(() => {
    const last = this.orders.value.at(-1)?.time ?? '';
    let day = this.weekday.value;
    while (visitAt(day, this.hour.value, 'home', 'sunny').time < last) day += 7;
    return day;
  });
  readonly visit = computed<Visit>(() =>
    visitAt(this.day.value, this.hour.value, this.place.value, this.weather.value),
  );

  readonly facts = computed<LedgerFacts>(() => {
    const version = this.diary.value?.versions.value.at(-1);
    return {
      version:
        version === undefined ? (this.orders.value.length > 0 ? 'not saved' : 'as shipped') : `v${version.number}`,
      examples: version === undefined ? 0 : this.orders.value.length,
      bytes: this.diary.value?.bytes.value ?? 0,
      lastUpdate: this.#lastUpdate.value,
    };
  });

  readonly exportModel = computed(() => (this.model.value === undefined ? undefined : () => this.#download()));

  async start(): Promise<void> {
    try {
      const [learn, { default: file }] = await Promise.all([
        import('./learn.ts'),
        import('../../../models/coffee.mlmodel?inline'),
      ]);
      const base = await learn.load(file);
      const prior = JSON.parse(base.description.metadata.userDefined.prior ?? '{}') as Prior;
      this.#ready = { learn, base, habits: learn.habitsOf(prior) };
      this.model.value = base;
      await this.#openDiary(this.#ready, file.byteLength);
      this.phase.value = 'ready';
      effect(() => void this.#look());
    } catch (error) {
      this.phase.value = 'failed';
      this.trouble.value = troubleOf(error, 'loading');
    }
  }

  /** One order, one example, one update, one version. */
  async order(item: Drink): Promise<void> {
    await this.#busily('using', async (ready) => {
      const visit = this.visit.value;
      const before = this.chances.value.get(item) ?? 0;
      const ms = await this.#learn(ready, { ...visit, item });
      const { chances } = await ready.learn.foretell(this.#model(), ready.habits, this.orders.value, visit);
      const after = chances[item] ?? 0;
      this.change.value = { drink: item, before, after };
      this.#nextDay();
      announce(
        `${nameOf(item)} ordered. Its chance here rose from ${formatPercent(before)} to ${formatPercent(after)}.`,
      );
      await this.#save(`${nameOf(item)}, ${visit.place}, ${visit.weather}`, ms);
    });
  }

  /** Forty orders, each foretold before it is learned. */
  async playWeek(): Promise<void> {
    await this.#busily('using', async (ready) => {
      this.change.value = undefined;
      const scorer = new Scorer();
      let ms = 0;
      const week = weekOf(this.#nextMonday(), this.hasChanged.value);
      for (const order of week) {
        this.playing.value = order;
        this.#show(order);
        const orders = this.orders.value;
        const [learning, shipped] = await Promise.all(
          [this.#model(), ready.base].map((model) => ready.learn.foretell(model, ready.habits, orders, order)),
        );
        const chances = {
          learning: new Map(learning?.chances),
          shipped: new Map(shipped?.chances),
          counting: countingChances(orders),
        };
        scorer.add(order.item, chances);
        ms += await this.#learn(ready, order);
        this.score.value = scorer.score;
        await new Promise((resolve) => setTimeout(resolve, ORDER_MS));
      }
      this.playing.value = undefined;
      this.#nextDay();
      this.#lastUpdate.value = { ms, examples: week.length };
      const { right } = scorer.score;
      announce(
        `${week.length} orders in ${formatMs(ms)} of learning. ${right.learning} foretold, by counting ${right.counting}.`,
      );
      await this.#save(this.hasChanged.value ? 'A week with other habits' : 'A week of forty orders', ms);
    });
    this.playing.value = undefined;
  }

  async changeHabits(): Promise<void> {
    this.hasChanged.value = !this.hasChanged.value;
    await this.playWeek();
  }

  async rollback(to: number): Promise<void> {
    await this.#busily('storing', async (ready) => {
      await this.diary.value?.rollback(to);
      await this.#recall(ready);
      announce(`Back to version ${to}.`);
    });
  }

  async takeOver(): Promise<void> {
    await this.#busily('storing', async (ready) => {
      await this.#recall(ready);
      announce('Took over the other tab’s version.');
    });
  }

  async forget(): Promise<void> {
    await this.#busily('storing', async ({ base }) => {
      await this.diary.value?.erase();
      this.model.value = base;
      this.orders.value = [];
      this.change.value = undefined;
      this.score.value = undefined;
      this.hasChanged.value = false;
      this.#lastUpdate.value = undefined;
    });
  }

  async pack(): Promise<Files> {
    return (await this.diary.value?.pack()) ?? {};
  }

  async unpack(files: Files): Promise<void> {
    await this.diary.value?.unpack(files);
    if (this.#ready !== undefined) await this.#recall(this.#ready);
  }

  async #openDiary(ready: Ready, baseBytes: number): Promise<void> {
    try {
      const diary = new Diary(await ready.learn.openStore(), ready.learn.save, baseBytes);
      this.diary.value = diary;
      await this.#recall(ready);
    } catch (error) {
      this.diary.value = undefined;
      this.trouble.value = troubleOf(error, 'storing');
    }
  }

  async #recall({ base }: Ready): Promise<void> {
    const latest = await this.diary.value?.latest(base);
    this.model.value = latest?.model ?? base;
    this.orders.value = latest?.orders ?? [];
    this.change.value = undefined;
    const ms = this.diary.value?.versions.value.at(-1)?.metrics.updateMs;
    this.#lastUpdate.value = ms === undefined ? undefined : { ms, examples: 1 };
  }

  /** @returns how many milliseconds the update took, as the page sees it */
  async #learn({ learn, habits, base }: Ready, order: Order): Promise<number> {
    const model = this.#model();
    const began = performance.now();
    const learned = await learn.learn(model, habits, this.orders.value, order);
    const ms = performance.now() - began;
    this.#lastUpdate.value = { ms, examples: 1 };
    this.orders.value = [...this.orders.value, order];
    this.model.value = learned;
    if (model !== base) setTimeout(() => model.dispose(), 1000);
    return ms;
  }

  async #save(note: string, ms: number): Promise<void> {
    try {
      await this.diary.value?.save(this.#model(), this.orders.value, note, ms);
    } catch (error) {
      this.trouble.value = troubleOf(error, 'storing');
    }
  }

  /** Runs whenever the visit, the orders or the model change. */
  async #look(): Promise<void> {
    const ready = this.#ready;
    const [model, orders, visit, day] = [this.model.value, this.orders.value, this.visit.value, this.day.value];
    const asked = this.asked.value;
    const turn = ++this.#turn;
    if (ready === undefined || model === undefined) return;
    try {
      const { base, habits, learn } = ready;
      const { chances } = await learn.foretell(model, habits, orders, visit);
      if (turn !== this.#turn) return;
      this.chances.value = new Map(chances);
      // Forty sets of reasons in three seconds are no reasons: those at the end are shown.
      if (this.playing.value !== undefined) return;
      const drink = asked ?? (bestOf(this.chances.value) as Drink);
      const numbers = habits.read(orders, visit);
      const reasons = await reasonsFor(drink, { model, base, habits, numbers, visit, day });
      if (turn === this.#turn) this.why.value = { drink, reasons };
    } catch (error) {
      if (turn === this.#turn) this.trouble.value = troubleOf(error, 'using');
    }
  }

  async #busily(during: 'storing' | 'using', work: (ready: Ready) => Promise<void>): Promise<void> {
    const ready = this.#ready;
    if (ready === undefined || this.phase.value !== 'ready') return;
    this.phase.value = 'busy';
    this.trouble.value = undefined;
    try {
      await work(ready);
    } catch (error) {
      const trouble = troubleOf(error, during);
      this.trouble.value = trouble;
      announce(`${trouble.title}. ${trouble.text}`);
    } finally {
      this.phase.value = 'ready';
    }
  }

  #model(): Model<Coffee> {
    if (this.model.value === undefined) throw new Error('the model is used before it was loaded');
    return this.model.value;
  }

  #show(order: Order): void {
    const [date = '', clock = ''] = order.time.split('T');
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    this.weekday.value = (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;
    this.hour.value = hours + minutes / 60;
    this.place.value = order.place;
    this.weather.value = order.weather;
  }

  /** The same hour tomorrow: whoever orders every day presses one button. */
  #nextDay(): void {
    this.weekday.value = weekdayOf(this.weekday.value + 1);
  }

  #nextMonday(): number {
    const last = this.orders.value.at(-1)?.time ?? '';
    let day = 0;
    while (visitAt(day, 0, 'home', 'sunny').time < last) day += 7;
    return day;
  }

  async #download(): Promise<void> {
    const bytes = await this.model.value?.export();
    if (bytes !== undefined) download(bytes, 'my-coffee.mlmodel');
  }
}
