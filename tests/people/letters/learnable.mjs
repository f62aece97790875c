// Some people's letters were cut or labelled wrongly: nothing can be learned from them, whatever is done.

/** Whether half of a person's letters have the label of the nearest other letter of theirs. */
export function learnable({ examples }) {
  let right = 0;
  for (const letter of examples) {
    let [nearest, least] = [undefined, Number.POSITIVE_INFINITY];
    for (const other of examples) {
      if (other === letter) continue;
      const distance = squaredDistance(letter.strokes.data, other.strokes.data, least);
      if (distance < least) [nearest, least] = [other, distance];
    }
    if (nearest?.label === letter.label) right++;
  }
  return right >= examples.length / 2;
}

function squaredDistance(a, b, most) {
  let sum = 0;
  for (let i = 0; i < a.length && sum < most; i++) {
    const apart = a[i] - b[i];
    sum += apart * apart;
  }
  return sum;
}

/**
 * Where a word was never cut into its letters, the drawing of the whole word stands under each of them. Such drawings are left
 * out: under several letters none can be right but by chance.
 */
export function withoutUncutWords({ id, examples }) {
  const labels = labelsByDrawing(examples);
  return { id, examples: examples.filter((letter) => labels.get(drawingOf(letter)).size === 1) };
}

/** The part of some letters that any reader gets wrong, as the same drawing stands under other letters more often. */
export function unavoidable(letters) {
  let right = 0;
  for (const counts of labelsByDrawing(letters).values()) right += Math.max(...counts.values());
  return 1 - right / letters.length;
}

const drawingOf = ({ strokes }) => strokes.data.join();

/** Of each drawing how often it stands under which letter. */
function labelsByDrawing(letters) {
  const labels = new Map();
  for (const letter of letters) {
    const drawing = drawingOf(letter);
    const counts = labels.get(drawing) ?? new Map();
    labels.set(drawing, counts.set(letter.label, (counts.get(letter.label) ?? 0) + 1));
  }
  return labels;
}
