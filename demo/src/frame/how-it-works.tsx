// For web developers: what just happened in three columns, and how little code it takes.

import type { ComponentChildren } from 'preact';
import { CodeDrawer } from './code-drawer.tsx';

export function HowItWorks({ code, children }: { code: string; children: ComponentChildren }) {
  return (
    <section class="explain" aria-labelledby="explain-title">
      <h2 id="explain-title">How it works</h2>
      <div class="explain-columns">{children}</div>
      <CodeDrawer code={code} name="learn.ts" />
    </section>
  );
}
