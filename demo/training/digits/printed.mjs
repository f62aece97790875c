// Printed digits: what the sample network of "Bring your own" was trained on. Lines with round ends on 32 × 32 pixels, white
// on black, a few typefaces of our own, each copy a little shifted, stretched, slanted, thinner or bolder.

const SIDE = 32;

const arc = (x, y, rx, ry, from, to, steps = 10) =>
  Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });

/** Lines on a field of 2 × 4, for each digit and typeface: angles clockwise from three o'clock. */
const ROUND = [
  [arc(1, 2, 1, 2, 0, 360, 20)],
  [
    [
      [0.4, 0.8],
      [1.1, 0],
      [1.1, 4],
    ],
  ],
  [[...arc(1, 1.1, 1, 1.1, 190, 385), [0, 4], [2, 4]]],
  [[...arc(0.9, 1, 1, 1, 200, 450), ...arc(0.9, 3, 1.1, 1, 270, 520)]],
  [
    [
      [1.5, 4],
      [1.5, 0],
      [0, 2.8],
      [2, 2.8],
    ],
  ],
  [[[1.9, 0], [0.3, 0], [0.2, 1.7], ...arc(0.9, 2.7, 1.1, 1.25, 235, 510)]],
  [[[1.6, 0.1], ...arc(1, 2.8, 1, 1.2, 200, 560, 20)]],
  [
    [
      [0, 0],
      [2, 0],
      [0.7, 4],
    ],
  ],
  [arc(1, 1, 0.85, 1, 0, 360, 16), arc(1, 3, 1, 1, 0, 360, 16)],
  [[...arc(1, 1.2, 1, 1.2, 20, 380, 20), [1.6, 4]]],
];
const SEGMENTS = {
  a: [
    [0, 0],
    [2, 0],
  ],
  b: [
    [2, 0],
    [2, 2],
  ],
  c: [
    [2, 2],
    [2, 4],
  ],
  d: [
    [0, 4],
    [2, 4],
  ],
  e: [
    [0, 2],
    [0, 4],
  ],
  f: [
    [0, 0],
    [0, 2],
  ],
  g: [
    [0, 2],
    [2, 2],
  ],
};
const SQUARE = ['abcdef', 'bc', 'abged', 'abgcd', 'fgbc', 'afgcd', 'afgedc', 'abc', 'abcdefg', 'abcdfg'].map(
  (letters) => [...letters].map((letter) => SEGMENTS[letter]),
);
const FOOTED = ROUND.map((lines, digit) => {
  if (digit === 1)
    return [
      [
        [0.3, 0.7],
        [1, 0],
        [1, 4],
      ],
      [
        [0.2, 4],
        [1.8, 4],
      ],
    ];
  if (digit === 4)
    return [
      [
        [0.3, 0],
        [0, 2.2],
        [2, 2.2],
      ],
      [
        [1.5, 0.8],
        [1.5, 4],
      ],
    ];
  if (digit === 7)
    return [
      [
        [0, 0],
        [2, 0],
        [0.8, 4],
      ],
      [
        [0.5, 2],
        [1.7, 2],
      ],
    ];
  return lines;
});
const TYPEFACES = [ROUND, SQUARE, FOOTED];

/** Numbers in [0, 1) from a seed: mulberry32. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One picture: RGBA pixels as `predict()` and `update()` take them. */
export function printed(digit, random) {
  const between = (low, high) => low + (high - low) * random();
  const lines = TYPEFACES[Math.floor(random() * TYPEFACES.length)][digit];
  const [scaleX, scaleY] = [between(6, 11), between(6.2, 7.2)];
  const slant = between(-0.12, 0.2);
  const [shiftX, shiftY] = [16 + between(-1.5, 1.5), 16 + between(-1, 1)];
  const radius = between(1.4, 2.6);
  const place = ([x, y]) => [shiftX + (x - 1) * scaleX - (y - 2) * slant * scaleY, shiftY + (y - 2) * scaleY];
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const level = 255 * Math.min(1, Math.max(0, radius + 0.5 - distance(x + 0.5, y + 0.5, lines, place)));
      data.fill(level, 4 * (y * SIDE + x), 4 * (y * SIDE + x) + 3);
    }
  }
  return { data, width: SIDE, height: SIDE };
}

function distance(x, y, lines, place) {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const points = line.map(place);
    for (let i = 0; i + 1 < points.length; i++) {
      const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]];
      const [dx, dy] = [x1 - x0, y1 - y0];
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, Math.hypot(x - x0 - along * dx, y - y0 - along * dy));
    }
  }
  return least;
}
