// Division with what is left: the quotient is rounded down, so that the remainder has the divisor's
// sign, as in Python and NumPy.
#pragma once

namespace attune::kernels {

/// a - b floor(a / b): 7, 3 -> 1; -7, 3 -> 2; 7, -3 -> -2. A remainder of 0 has b's sign. NaN for
/// b = 0 and for an infinite a; of an infinite b: a, or b where the signs differ.
float floored_remainder(float a, float b);

/// floor(a / b) of the exact quotient, which the rounded one may exceed: 1, 0.1F -> 9. For b = 0:
/// a / b. NaN for an infinite a.
float floored_quotient(float a, float b);

}  // namespace attune::kernels
