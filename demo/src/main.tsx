import './styles/base.css';
import './styles/frame.css';
import './styles/ledger.css';
import './styles/notices.css';
import './styles/studio.css';
import './styles/slots.css';
import './styles/records.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { App, sceneAt } from './app.tsx';
import { watchRequests } from './frame/requests.ts';
import type { Scene } from './scenes/scene.ts';

const current = signal(sceneAt(location.hash));
const started = new Set<Scene>();

function Page() {
  return <App scene={current.value} />;
}

function show(scene: Scene): void {
  current.value = scene;
  if (started.has(scene)) return;
  started.add(scene);
  void scene.start();
}

watchRequests();
addEventListener('hashchange', () => show(sceneAt(location.hash)));
const root = document.querySelector('#app');
if (root !== null) {
  root.textContent = ''; // what the page shows until its script is here
  render(<Page />, root);
}
show(current.value);
