// A page's program, against the declarations in dist/.

import { AttuneError, Model, ModelStore, type Prediction } from 'attune';

export async function personal(canvas: HTMLCanvasElement): Promise<Prediction> {
  const store = await ModelStore.open('drawings');
  const base = await Model.load(new URL('/model.mlmodel', location.href));
  using model = (await store.latest('emoji', { base })) ?? base;
  const task = model.update([{ drawing: canvas, label: '🐱' }], { parameters: { epochs: 10 } });
  task.addEventListener('epochend', (event) => console.log(event.context.metrics.lossValue));
  const result = await task.finished.catch((error: unknown) => {
    if (error instanceof AttuneError && error.code === 'diverged') return undefined;
    throw error;
  });
  if (result !== undefined) await store.save('emoji', result.model, { note: 'cat', metrics: result.metrics });
  return model.predict({ drawing: canvas });
}
