// The wasm core with all kinds of layers and models.

import hex from 'attune:wasm';

export default hex;
