// Uses a page of demo/examples as a person does: draws, teaches, comes back, undoes. Leaves what it found as JSON in the page.

const result = document.body.appendChild(document.createElement('pre'));
const canvas = () => document.querySelector('canvas');
const said = () => document.querySelector('output')?.textContent ?? '';
const SYMBOLS = {
  tick: [
    [
      [60, 150],
      [110, 220],
      [225, 60],
    ],
  ],
  cross: [
    [
      [60, 60],
      [220, 220],
    ],
    [
      [220, 60],
      [60, 220],
    ],
  ],
};

async function until(what, holds) {
  for (let tries = 0; tries < 600; tries++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what}: it says "${said()}"`);
}

/** Pointer events are what a pen, a finger and a mouse have in common. */
function draw(symbol, shift = 0) {
  const { left, top, width } = canvas().getBoundingClientRect();
  const send = (type, [x, y]) =>
    canvas().dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        pointerId: 1,
        clientX: left + ((x + shift) / 280) * width,
        clientY: top + ((y - shift) / 280) * width,
      }),
    );
  for (const line of SYMBOLS[symbol]) {
    send('pointerdown', line[0]);
    for (const point of line.slice(1)) send('pointermove', point);
    send('pointerup', line.at(-1));
  }
}

async function press(selector, answer) {
  const button = document.querySelector(selector);
  await until('the button waits', () => !button.disabled);
  button.click();
  await until(`${selector} is answered`, () => said().includes(answer));
}

async function isTakenFor(symbol, label) {
  draw(symbol, 4);
  await until(`the drawing of a ${symbol} is taken for a ${label}`, () => said().startsWith(`A ${label}`));
  document.querySelector('#clear, button:not([data-label]):not(#undo)').click();
}

async function use() {
  await until('the page is ready', () => said().startsWith('Draw a tick'));
  if (sessionStorage.getItem('taught') === null) {
    draw('tick');
    await until('nothing is known at first', () => said().startsWith('I do not know'));
    await press('[data-label=tick]', 'drawing 1');
    draw('cross');
    await press('[data-label=cross]', 'drawing 2');
    await isTakenFor('tick', 'tick');
    sessionStorage.setItem('taught', 'yes');
    return { reload: true };
  }
  await isTakenFor('tick', 'tick');
  await isTakenFor('cross', 'cross');
  await press('#undo', 'Back');
  await isTakenFor('cross', 'tick');
  return { answer: 'taught, kept and undone' };
}

use().then(
  (found) => Object.assign(result, { textContent: JSON.stringify(found), id: 'result' }),
  (error) => Object.assign(result, { textContent: JSON.stringify({ error: error.message }), id: 'result' }),
);
