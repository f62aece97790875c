// Where this scene keeps what it learned, and what it learned from: one database for both.

import { ExampleStore, type Model, ModelStore } from 'attune';

const NAME = 'your-own';

export const openStore = () => ModelStore.open(NAME);
export const openExamples = (model: Model, collection: string) => ExampleStore.open(NAME, { model, collection });
