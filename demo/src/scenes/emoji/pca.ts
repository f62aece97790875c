// Two directions in which many numbers differ most: principal components, for a map of what a model remembers. Only
// + − × ÷ and square roots, so that every browser draws the same map.

export interface Plane {
  /** Where a vector lies on the map. */
  place(vector: Float32Array): readonly [x: number, y: number];
}

const ROUNDS = 60;

/** @param vectors at least one, all of one length */
export function planeOf(vectors: readonly Float32Array[]): Plane {
  const length = vectors[0]?.length ?? 0;
  const mean = new Float64Array(length);
  for (const vector of vectors)
    for (let i = 0; i < length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length;
  const centred = vectors.map((vector) => Float64Array.from(vector, (value, i) => value - (mean[i] ?? 0)));
  const first = direction(centred, []);
  const second = direction(centred, [first]);
  return {
    place(vector) {
      const from = Float64Array.from(vector, (value, i) => value - (mean[i] ?? 0));
      return [dot(from, first), dot(from, second)];
    },
  };
}

/** Power iteration: multiplying by the vectors' own products turns anything towards the direction of most difference. */
function direction(vectors: readonly Float64Array[], earlier: readonly Float64Array[]): Float64Array {
  let found: Float64Array = Float64Array.from(vectors[0] ?? [], (_, i) => 1 / (i + 1));
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(found.length);
    for (const vector of vectors) add(next, vector, dot(vector, found));
    for (const other of earlier) add(next, other, -dot(other, next));
    const size = Math.sqrt(dot(next, next));
    if (size < 1e-12) return found.fill(0);
    found = next.map((value) => value / size);
  }
  return found;
}

function add(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + factor * (vector[i] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
