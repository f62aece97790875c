// The frame around the scenes.

import { Announcer } from './frame/announcer.tsx';
import { Ledger } from './frame/ledger.tsx';
import type { Scene } from './scenes/scene.ts';
import { SCENES } from './scenes/scenes.ts';

export function sceneAt(fragment: string): Scene {
  return SCENES.find(({ id }) => `#${id}` === fragment) ?? SCENES[0];
}

export function App({ scene }: { scene: Scene }) {
  const { View } = scene;
  return (
    <>
      <header class="masthead">
        <p class="brand">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M7 2v8a5 5 0 0 0 10 0V2M12 15v7" />
          </svg>
          Attune
        </p>
        {SCENES.length > 1 && <Tabs current={scene} />}
        <p class="tagline">Models that learn in the page</p>
      </header>
      <div class="frame">
        <main>
          <View />
        </main>
        <Ledger scene={scene} />
      </div>
      <footer class="imprint">
        <p>
          Embedding network: Apple, coremltools examples, BSD-3-Clause, trained on Quick, Draw! sketches. Symbols and
          sample drawings: our own. Attune is MIT-licensed.
        </p>
      </footer>
      <Announcer />
    </>
  );
}

function Tabs({ current }: { current: Scene }) {
  return (
    <nav class="tabs" aria-label="Scenes">
      {SCENES.map(({ id, title }) => (
        <a key={id} href={`#${id}`} aria-current={id === current.id ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
