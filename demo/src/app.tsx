// The frame around the scenes.

import { Announcer } from './frame/announcer.tsx';
import { Badge } from './frame/badge.tsx';
import { Ledger } from './frame/ledger.tsx';
import { ErasureNotice, ImportNotice } from './frame/notices.tsx';
import { Privacy } from './frame/privacy.tsx';
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
        <Tabs current={scene} />
        <Badge />
      </header>
      <div class="frame">
        <main>
          <ImportNotice />
          <ErasureNotice />
          <View key={scene.id} />
          <Privacy />
        </main>
        <Ledger scene={scene} scenes={SCENES} />
      </div>
      <footer class="imprint">
        <p>
          Drawing network: Apple, coremltools examples, BSD-3-Clause, trained on Quick, Draw! sketches. Handwritten
          digits: E. Alpaydin and C. Kaynak, UCI, CC BY 4.0, by way of scikit-learn. Symbols, sample drawings, the
          coffee and the digits network: our own. Attune is MIT-licensed.
        </p>
        <p>
          <a href="reference/index.html">For developers: the reference of every function</a>
        </p>
      </footer>
      <Announcer />
    </>
  );
}

function Tabs({ current }: { current: Scene }) {
  return (
    <nav class="tabs" aria-label="Scenes">
      {SCENES.map(({ id, tab }) => (
        <a key={id} href={`#${id}`} aria-current={id === current.id ? 'page' : undefined}>
          {tab}
        </a>
      ))}
    </nav>
  );
}
