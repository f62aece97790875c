// The other tab of the conflict job: does what it is told by messages from its parent.

import { ModelStore } from 'attune';
import { bitsOf } from './bits.mjs';
import { symptoms } from './models.mjs';

const store = await ModelStore.open('conflict');
const data = await symptoms.examples();

const requests = {
  async 'train and save'() {
    const latest = await store.latest('shared');
    const { model } = await latest.update(data.slice(0, 8), { parameters: symptoms.parameters }).finished;
    const { number } = await store.save('shared', model);
    return { number, bits: bitsOf(await model.predict(symptoms.inputOf(data[0]))) };
  },
  status: () => store.status('shared'),
};

addEventListener('message', async (event) => {
  const answer = await requests[event.data]().catch((error) => ({ error: String(error) }));
  parent.postMessage(answer, location.origin);
});
parent.postMessage('ready', location.origin);
