// The wasm core with relaxed SIMD: a file of its own, which only who asks for it downloads.

import hex from 'attune:wasm-relaxed';

export default hex;
