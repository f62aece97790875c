// Sine, cosine, logarithm and exponential of + − × ÷ alone: JavaScript's own differ from engine to engine in the last bits, and what a
// model learns from is to be the same everywhere. As exact as the platform's, to a few units in the last place.

const TWO_PI = 6.283185307179586;
const LN_2 = Math.LN2;

/** The sine of an angle in turns: 0.25 is a right angle. */
export function sinOfTurns(turns: number): number {
  return quarter(turns, 0);
}

/** The cosine of an angle in turns. */
export function cosOfTurns(turns: number): number {
  return quarter(turns, 1);
}

/** Both are one curve, a quarter of a turn apart; within an eighth of a turn of a crossing the series are short. */
function quarter(turns: number, ahead: number): number {
  const quarters = Math.round(4 * turns);
  const x = TWO_PI * (turns - quarters / 4);
  switch ((((quarters + ahead) % 4) + 4) % 4) {
    case 0:
      return sineSeries(x);
    case 1:
      return cosineSeries(x);
    case 2:
      return 0 - sineSeries(x); // without a negative zero
    default:
      return 0 - cosineSeries(x);
  }
}

/** x − x³/3! + x⁵/5! − …, for |x| ≤ π/4. */
function sineSeries(x: number): number {
  return x * alternating(x * x, 3);
}

/** 1 − x²/2! + x⁴/4! − …, for |x| ≤ π/4. */
function cosineSeries(x: number): number {
  return alternating(x * x, 2);
}

/** 1 − q/(n(n−1)) · (1 − q/((n+2)(n+1)) · (1 − …)): nine terms leave less than 1e-17. */
function alternating(square: number, first: number): number {
  let sum = 1;
  for (let n = first + 16; n >= first; n -= 2) sum = 1 - (square / (n * (n - 1))) * sum;
  return sum;
}

/** The natural logarithm of a positive, normal number. */
export function log(x: number): number {
  let exponent = 0;
  let mantissa = x;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …), |s| < 0.172
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 21; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return exponent * LN_2 + 2 * s * sum;
}

/** e to the power of x, for |x| up to 700. */
export function exp(x: number): number {
  // e^x = 2^n e^r with |r| ≤ ln 2 / 2, and e^r = 1 + r (1 + r/2 (1 + r/3 (…)))
  const n = Math.round(x / LN_2);
  const r = x - n * LN_2;
  let sum = 1;
  for (let k = 18; k >= 1; k--) sum = 1 + (r / k) * sum;
  for (let k = 0; k < n; k++) sum *= 2;
  for (let k = 0; k > n; k--) sum /= 2;
  return sum;
}
