// A custom layer as an app writes it: swish, x · sigmoid(beta · x), with its gradient.

export class Swish {
  constructor({ beta = 1 }) {
    this.beta = beta;
  }

  setWeightData([scale]) {
    this.scale = scale?.[0] ?? 1;
  }

  outputShapes(shapes) {
    return shapes;
  }

  evaluate([x], [y]) {
    x.data.forEach((value, i) => {
      y.data[i] = (this.scale * value) / (1 + Math.exp(-this.beta * value));
    });
  }

  backward([x], _outputs, [dy], [dx]) {
    if (dx === undefined) return;
    x.data.forEach((value, i) => {
      const gate = 1 / (1 + Math.exp(-this.beta * value));
      dx.data[i] += this.scale * dy.data[i] * (gate + this.beta * value * gate * (1 - gate));
    });
  }
}

/** Never works. */
export class Moody extends Swish {
  evaluate() {
    throw new Error('not today');
  }
}
