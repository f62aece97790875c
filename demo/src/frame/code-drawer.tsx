// "Show the code": the file that this page runs, as it is.

import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { announce } from './announcer.tsx';

export function CodeDrawer({ code, name }: { code: string; name: string }) {
  const copied = useMemo(() => signal(false), []);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      copied.value = true;
      announce('Copied.');
    } catch {
      announce('The browser does not let this page copy. Select the text instead.');
    }
  };
  return (
    <details class="code">
      <summary>Show the code</summary>
      <figure>
        <figcaption>
          <span>
            <code>{name}</code>, the very file that this page runs
          </span>
          <button type="button" onClick={() => void copy()}>
            {copied.value ? 'Copied' : 'Copy'}
          </button>
        </figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so keys must reach it */}
        <section class="code-text" tabIndex={0} aria-label={`Source of ${name}`}>
          <pre>
            <code>{lines(code)}</code>
          </pre>
        </section>
      </figure>
    </details>
  );
}

/** Comments step back; that is all the colouring that it needs. */
function lines(code: string) {
  return code
    .trimEnd()
    .split('\n')
    .map((line, i) => {
      const text = `${line}\n`;
      return /^\s*(\/\/|\/\*)/.test(line) ? (
        <i key={i} class="comment">
          {text}
        </i>
      ) : (
        text
      );
    });
}
