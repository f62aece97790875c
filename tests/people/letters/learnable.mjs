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
