// For web developers: what just happened, and how little it takes.

import { HowItWorks } from '../../frame/how-it-works.tsx';
import code from './learn.ts?raw';

export function Explain() {
  return (
    <HowItWorks code={code}>
      <div>
        <h3>An ordinary Core ML file</h3>
        <p>
          Apple’s drawing sample, unchanged: a small convolutional network turns a 28 × 28 sketch into 128 numbers, a
          nearest-neighbour classifier compares them with what you drew before. It ships knowing nothing.
        </p>
      </div>
      <div>
        <h3>Updated where you are</h3>
        <p>
          A C++ core, compiled to WebAssembly, runs in a worker. <code>model.update()</code> gives back a new model; the
          old one still answers, which is how before and after are compared. Every version stays in IndexedDB.
        </p>
      </div>
      <div>
        <h3>Counted honestly</h3>
        <p>
          A model that remembers always knows what it was taught. So each of your drawings is shown to a model that was
          taught all the others but not that one.
        </p>
      </div>
    </HowItWorks>
  );
}
