// What can go wrong, in the visitor's words. Codes are stable, so they decide; the package's own sentence follows.

import type { AttuneError } from 'attune';

export interface Trouble {
  readonly tone: 'warning' | 'error';
  readonly title: string;
  readonly text: string;
  /** The package's own sentence, for those who can use it. */
  readonly detail: string;
  /** What helps: loading the page again, or taking over what another tab saved. */
  readonly remedy: 'reload' | 'take-over' | undefined;
}

type Words = Pick<Trouble, 'tone' | 'title' | 'text'> & { remedy?: Trouble['remedy'] };

const FAILED: Words = {
  tone: 'error',
  title: 'The model did not load',
  text: 'What needs it does not work now. Loading the page again may help.',
  remedy: 'reload',
};

const WORDS: { readonly [code: string]: Words } = {
  'unsupported-browser': {
    tone: 'error',
    title: 'This browser cannot run the model',
    text: 'It lacks something that Attune needs; the line below names it. A current Chrome, Edge, Firefox or Safari has it.',
  },
  unsupported: {
    tone: 'warning',
    title: 'This model cannot do that here',
    text: 'The line below says what is missing. What was open is as it was.',
  },
  'not-updatable': {
    tone: 'warning',
    title: 'These layers cannot learn',
    text: 'The line below names the rule that they break. Tick others.',
  },
  'bad-example': {
    tone: 'warning',
    title: 'An example does not fit the model',
    text: 'The line below says which one, and why. The model is as it was.',
  },
  'shape-mismatch': {
    tone: 'warning',
    title: 'An example does not fit the model',
    text: 'The line below says which one, and why. The model is as it was.',
  },
  'invalid-parameter': {
    tone: 'warning',
    title: 'The model does not allow this',
    text: 'The line below says what it allows. The model is as it was.',
  },
  diverged: {
    tone: 'warning',
    title: 'The steps were too large',
    text: 'The numbers ran away, so the training was given up. The model is as it was; try smaller steps.',
  },
  memory: {
    tone: 'error',
    title: 'There is not enough memory',
    text: 'Close some tabs and load the page again. What was saved is safe.',
    remedy: 'reload',
  },
  'core-restarted': {
    tone: 'error',
    title: 'The model had to start again',
    text: 'What was saved is safe; what was not is gone. Load the page again to go on.',
    remedy: 'reload',
  },
  conflict: {
    tone: 'warning',
    title: 'Another tab taught it meanwhile',
    text: 'So this lesson was not saved over it. Take over the other tab’s version, then teach again.',
    remedy: 'take-over',
  },
  quota: {
    tone: 'warning',
    title: 'Learned, but not saved',
    text: 'The browser gives this page no more room. The model keeps what it learned until you close the page.',
  },
  integrity: {
    tone: 'warning',
    title: 'Something stored here is damaged',
    text: 'The newest version that is sound is used instead.',
  },
  'format-too-new': {
    tone: 'warning',
    title: 'A newer version of this page stored something here',
    text: 'This one cannot read it and will not touch it. Load the page again to get the newer one.',
    remedy: 'reload',
  },
};

/** Of a file that the visitor brought; of a shipped one the same codes mean that the page is broken. */
const OPENING: { readonly [code: string]: Words } = {
  'model-invalid': {
    tone: 'warning',
    title: 'This file is no model that can be read',
    text: 'It is no Core ML model, or it is damaged. The line below says where.',
  },
  'model-too-large': {
    tone: 'warning',
    title: 'This model is too large',
    text: 'A page has less memory than an app. What was open is as it was.',
  },
};

const NOT_KEPT: Words = {
  tone: 'warning',
  title: 'This browser keeps nothing for this page',
  text: 'Private windows and blocked site data do that. You can teach the model, but it forgets when you close the page.',
};

/** `opening`: a file of the visitor's. */
export type During = 'loading' | 'opening' | 'storing' | 'using';

export function troubleOf(error: unknown, during: During): Trouble {
  const known = isAttuneError(error) ? error : undefined;
  const otherwise =
    during === 'storing' ? NOT_KEPT : { ...FAILED, ...(during === 'using' && { title: 'The model stopped' }) };
  const words = (known && ((during === 'opening' && OPENING[known.code]) || WORDS[known.code])) ?? otherwise;
  const sentence = error instanceof Error ? error.message : String(error);
  const detail =
    known === undefined ? sentence : `${known.code}: ${sentence}${known.hint === undefined ? '' : ` (${known.hint})`}`;
  return { remedy: undefined, ...words, detail };
}

/** By its name: the class itself comes with the core, which the page loads after it can be drawn on. */
function isAttuneError(error: unknown): error is AttuneError {
  return error instanceof Error && error.name === 'AttuneError';
}

/** The store noticed by itself that something is missing. */
export function lossOf(state: string): Trouble | undefined {
  if (state === 'evicted') {
    return {
      tone: 'warning',
      title: 'The browser dropped what was saved',
      text: 'It made room, as browsers may. The model starts again as it was shipped.',
      detail: 'state: evicted',
      remedy: undefined,
    };
  }
  return state === 'fell-back'
    ? { ...troubleOf(undefined, 'storing'), ...WORDS.integrity, detail: 'state: fell-back' }
    : undefined;
}
