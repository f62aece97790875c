// For web developers: what it took.

import { HowItWorks } from '../../frame/how-it-works.tsx';
import code from './learn.ts?raw';

export function Explain() {
  return (
    <HowItWorks code={code}>
      <div>
        <h3>Shipped with everybody’s habits</h3>
        <p>
          A small network, trained on generated orders of four hundred customers, knows what people drink at which hour
          and in which weather. The generator, its seed and the training are part of the source.
        </p>
      </div>
      <div>
        <h3>One order, one update</h3>
        <p>
          The library turns your orders into numbers: what you had lately, what you had last, how long ago, the hour,
          the weekday, the place. Each order then moves the weights a little, towards you.
        </p>
      </div>
      <div>
        <h3>Honestly compared</h3>
        <p>
          Counting what you ordered is a strong rival, and costs nothing. It is shown beside the model, on every bar and
          in every curve. It cannot know that Sundays are different.
        </p>
      </div>
    </HowItWorks>
  );
}
