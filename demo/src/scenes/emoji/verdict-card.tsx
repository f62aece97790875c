// What the lesson changed: counted, and how it was counted.

import { formatMs } from '../../frame/format.ts';
import type { Session, Verdict } from './session.ts';

export function VerdictCard({ session }: { session: Session }) {
  const verdict = session.verdict.value;
  if (verdict === undefined) return null;
  return (
    <section class="verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title" class="verdict-line">
        Knew <b class="figure">{verdict.before}</b> of your {verdict.total} drawings <span aria-hidden="true">→</span>
        <span class="visually-hidden">and now</span> knows <b class="figure">{verdict.after}</b>
      </h2>
      <p>{comment(verdict)}</p>
      <p class="small">
        Counted so that memorising does not help: each drawing was shown to a model that was taught your other drawings,
        never that one (three-part cross-validation). “Knew” asks the version before the lesson the same way. The update
        itself took {formatMs(verdict.ms)} on this device.
      </p>
    </section>
  );
}

function comment({ symbol, symbols, before, after, total }: Verdict): string {
  if (symbols === 1) {
    return `With one symbol known, everything looks like ${symbol.one}. Teach a second one, so that it has to choose.`;
  }
  if (after === total) return `It tells all of your ${symbols} symbols apart. Now draw one that it has never seen.`;
  if (after <= before) return `No gain this time: to it, some of your drawings look alike. The marks below show which.`;
  return `The marks below show which ones it still mixes up. Now draw ${symbol.one} that it has never seen.`;
}
