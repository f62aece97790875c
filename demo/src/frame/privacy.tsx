// Why one may believe that nothing leaves: the policy that binds the page, and a button that tries to break it.

import { signal } from '@preact/signals';
import { announce } from './announcer.tsx';
import { type Attempt, tryToLeak } from './leaks.ts';
import { worksOffline } from './offline.ts';

const attempts = signal<readonly Attempt[]>([]);

export function Privacy() {
  return (
    <section class="privacy" aria-labelledby="privacy-title">
      <h2 id="privacy-title">Do not take our word for it</h2>
      <div class="privacy-columns">
        <div>
          <p>
            This page forbids itself the network, and your browser enforces it. Press the button: the page tries to send
            something in every way a page has, and shows what became of it.
          </p>
          <button type="button" class="primary" onClick={() => void leak()}>
            Try to leak
          </button>
          <Attempts />
        </div>
        <div>
          <h3>The rules it runs under</h3>
          <PolicyText />
          <p class="small">
            {worksOffline.value
              ? 'All files are kept in this browser now: unplug the network, load the page again, and everything works.'
              : 'Once it has loaded, the page needs no network.'}
          </p>
          <Build />
          <p class="small">
            What a policy cannot promise: it binds this page, not the browser, its extensions, or a link that you
            follow.
          </p>
        </div>
      </div>
    </section>
  );
}

async function leak(): Promise<void> {
  attempts.value = await tryToLeak();
  const refused = attempts.value.filter(({ outcome }) => outcome === 'refused').length;
  announce(`${refused} of ${attempts.value.length} attempts were refused.`);
}

const WORDS = { refused: 'refused', sent: 'went out', unknown: 'not in this browser' };

function Attempts() {
  if (attempts.value.length === 0) return null;
  return (
    <table class="table leaks">
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">Outcome</th>
          <th scope="col">Rule</th>
        </tr>
      </thead>
      <tbody>
        {attempts.value.map(({ name, outcome, rule }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class={`leak is-${outcome}`}>{WORDS[outcome]}</td>
            <td class="mono">{rule}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Read from the page itself, not from what we meant to put there. */
function PolicyText() {
  const policy = document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content;
  if (policy === undefined)
    return <p class="small">(Not on the development server: it reloads this page when a file changes.)</p>;
  return (
    <ul class="policy mono">
      {policy.split('; ').map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** Over all files but the page itself, which holds it. */
function Build() {
  const hash = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;
  if (hash === undefined) return null;
  return (
    <p class="small">
      This build: <code class="build-hash">{hash}</code>. Whoever runs <code>npm run build:demo</code> on the same
      source gets the same number.
    </p>
  );
}
