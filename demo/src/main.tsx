import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/ledger.css';
import './styles/notices.css';
import './styles/privacy.css';
import './styles/chart.css';
import './styles/studio.css';
import './styles/slots.css';
import './styles/records.css';
import './styles/own.css';
import './styles/coffee.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { App, sceneAt } from './app.tsx';
import { workOffline } from './frame/offline.ts';
import { markLoaded, watchRequests } from './frame/requests.ts';
import { SCENES } from './scenes/scenes.ts';

const current = signal(sceneAt(location.hash));

function Page() {
  return <App scene={current.value} />;
}

/** The one on the screen first; the others right after it, so that nothing is left to be asked for later. */
async function startAll(): Promise<void> {
  const first = current.peek();
  await first.start();
  for (const scene of SCENES) if (scene !== first) await scene.start();
  markLoaded();
  await workOffline();
}

watchRequests();
addEventListener('hashchange', () => {
  current.value = sceneAt(location.hash);
  scrollTo(0, 0);
});
const root = document.querySelector('#app');
if (root !== null) {
  root.textContent = ''; // what the page shows until its script is here
  render(<Page />, root);
}
void startAll();
