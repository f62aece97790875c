// For web developers: what it took.

import { HowItWorks } from '../../frame/how-it-works.tsx';
import code from './learn.ts?raw';

export function Explain() {
  return (
    <HowItWorks code={code}>
      <div>
        <h3>Apple’s own rules</h3>
        <p>
          Which layers may learn is decided by the rules that Apple’s tools check. The list names the rule that a layer
          breaks, and what would change that. A model that is made updatable here opens on an iPhone.
        </p>
      </div>
      <div>
        <h3>Training that you can stop</h3>
        <p>
          It runs in a worker, in slices of at most 32 examples. Pause, go on, cancel: each takes hold between two
          slices. A cancelled training leaves the model as it was, to the bit.
        </p>
      </div>
      <div>
        <h3>An honest count</h3>
        <p>
          Every fifth example is put aside and never learned from. Before and after are counted on those, so memorising
          does not help.
        </p>
      </div>
    </HowItWorks>
  );
}
