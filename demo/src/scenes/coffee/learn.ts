import { Model, ModelStore } from 'attune';
import { ChoiceFeatures } from 'attune/inputs';
import type { Coffee, Habits, Notes, Prior } from './coffee-model.ts';
import { AROUND, DRINKS, type Order, type Visit } from './menu.ts';

export const openStore = () => ModelStore.open('coffee-shop');
export const load = (file: Uint8Array) => Model.load<Coffee>(file);
export const habitsOf = (prior: Prior) => new ChoiceFeatures({ items: DRINKS, around: AROUND, prior });

/** How likely each drink is, here and now, after these orders. */
export const foretell = (model: Model<Coffee>, habits: Habits, orders: readonly Order[], now: Visit) =>
  model.predict({ habits: habits.read(orders, now) });

/** One order is one example and one update. */
export async function learn(model: Model<Coffee>, habits: Habits, orders: readonly Order[], order: Order) {
  const example = { habits: habits.read(orders, order), drink: order.item };
  return (await model.update([example]).finished).model;
}

export const save = (store: ModelStore, model: Model<Coffee>, notes: Notes) => store.save('regular', model, notes);
