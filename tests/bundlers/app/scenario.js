// What every fixture does with the package: load → update → save; reload; latest → predict, the same as before.

const examples = Array.from({ length: 40 }, (_, row) => ({
  input1: Float64Array.from({ length: 3 }, (_, i) => ((row * 37 + i * 101) % 64) / 64),
  output1_true: Float64Array.from({ length: 5 }, (_, i) => ((row * 53 + i * 29) % 32) / 32),
}));

const answer = async (model) => [...(await model.predict(examples[0])).output1.data].join();
const loss = async (model) => (await model.evaluate(examples)).lossValue;

/** Answers with what is to be remembered until the next visit. */
export async function firstVisit({ Model, ModelStore }, source) {
  const base = await Model.load(source);
  const { model } = await base.update(examples, { parameters: { learningRate: 0.125 } }).finished;
  const [was, is] = [await loss(base), await loss(model)];
  if (!(is < was)) throw new Error(`the loss went from ${was} to ${is}`);
  const store = await ModelStore.open('fixture');
  await store.save('mine', model);
  store.close();
  return answer(model);
}

export async function secondVisit({ ModelStore }, remembered) {
  const store = await ModelStore.open('fixture');
  const latest = await store.latest('mine');
  const found = await answer(latest);
  if (found !== remembered) throw new Error(`before the reload ${remembered}, after it ${found}`);
  return found;
}

/** Where there is no page to reload: the model's file is what stays. */
export async function withoutPage({ Model }, source) {
  const base = await Model.load(source);
  const { model } = await base.update(examples, { parameters: { learningRate: 0.125 } }).finished;
  const before = await answer(model);
  if (!((await loss(model)) < (await loss(base)))) throw new Error('it did not learn');
  const after = await answer(await Model.load(await model.export()));
  if (after !== before) throw new Error(`before the export ${before}, after it ${after}`);
  return after;
}
