// The same page with React: the hook has the model, the component what is seen.

import { StrictMode, useLayoutEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { makePad } from '../pad.js';
import { usePersonalModel } from './use-personal-model.js';

const MODEL = new URL('drawing-classifier-updatable.mlmodel', document.baseURI);
const LABELS = ['tick', 'cross'];

function TickOrCross() {
  const { status, error, predict, learn, undo } = usePersonalModel('example-react', MODEL);
  const [answer, setAnswer] = useState('');
  const canvas = useRef(null);
  const pad = useRef(undefined);
  const isReady = status === 'ready';

  // Before it is seen: a page that says 'Draw' can be drawn on.
  useLayoutEffect(() => {
    if (!isReady) return;
    pad.current ??= makePad(canvas.current, async () => {
      const { label, labelProbs } = await predict({ drawing: canvas.current });
      const share = Math.round(100 * (labelProbs[label] ?? 0));
      setAnswer(label === 'unknown' ? 'I do not know that yet. Which is it?' : `A ${label}, I think (${share} %).`);
    });
  }, [isReady, predict]);

  async function teach(label) {
    if (pad.current.isEmpty()) return setAnswer('Draw something first.');
    const learned = await learn([{ drawing: canvas.current, label }], label);
    if (learned === undefined) return; // what went wrong is shown
    pad.current.clear();
    setAnswer(`Learned. That is drawing ${learned.number}.`);
  }

  return (
    <>
      <h1>Tick or cross?</h1>
      <p>
        Draw one, and say which it was. From then on the page knows your hand; what it learned stays in this browser.
      </p>
      <canvas ref={canvas} width="280" height="280" aria-label="Draw here" />
      <p>
        {LABELS.map((label) => (
          <button key={label} type="button" data-label={label} disabled={!isReady} onClick={() => teach(label)}>
            A {label}
          </button>
        ))}
        <button type="button" disabled={!isReady} onClick={() => pad.current.clear()}>
          Clear
        </button>
        <button
          type="button"
          id="undo"
          disabled={!isReady}
          onClick={() => undo().then(() => setAnswer('Back to what it knew before.'))}
        >
          Undo
        </button>
      </p>
      <output>
        {error
          ? `${error.message}. ${error.hint ?? ''}`
          : answer || (isReady ? 'Draw a tick or a cross.' : 'Loading …')}
      </output>
    </>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <TickOrCross />
  </StrictMode>,
);
