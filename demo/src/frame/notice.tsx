// A message that stays until it is dealt with.

import type { ComponentChildren } from 'preact';

interface NoticeProps {
  readonly tone: 'note' | 'warning' | 'error';
  readonly title: string;
  readonly children: ComponentChildren;
}

const SIGNS = { note: '✓', warning: '!', error: '×' };

export function Notice({ tone, title, children }: NoticeProps) {
  return (
    <section class={`notice is-${tone}`} aria-label={title}>
      <span class="notice-sign" aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <div class="notice-body">
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </section>
  );
}
