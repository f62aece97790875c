// One step of the way, with its number.

import type { ComponentChildren } from 'preact';

interface StepProps {
  readonly title: string;
  /** Said beside the title. */
  readonly state?: string | undefined;
  readonly children: ComponentChildren;
}

export function Step({ title, state, children }: StepProps) {
  return (
    <li class="step">
      <div class="step-head">
        <h2>{title}</h2>
        {state !== undefined && <p class="step-state figure">{state}</p>}
      </div>
      {children}
    </li>
  );
}
