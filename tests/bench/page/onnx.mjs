// ONNX graphs, written with the protobuf writer of attune/build. Field numbers are those of onnx.proto.

import { encode } from '../../../web/src/build/protobuf.ts';

export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;

const one = (number, holds) => ({ number, holds });
const many = (number, holds) => ({ number, holds, many: true });

const ATTRIBUTE = {
  name: one(1, 'string'),
  f: { ...one(2, 'float'), kept: true },
  i: { ...one(3, 'integer'), kept: true },
  s: one(4, 'string'),
  ints: one(8, 'integers'),
  type: one(20, 'integer'),
};
const TENSOR = {
  dims: one(1, 'integers'),
  dataType: one(2, 'integer'),
  name: one(8, 'string'),
  rawData: one(9, 'raw'),
};
const TENSOR_TYPE = {
  elemType: one(1, 'integer'),
  shape: one(2, { dim: many(1, { value: { ...one(1, 'integer'), kept: true }, param: one(2, 'string') }) }),
};
const TYPE = {
  tensorType: one(1, TENSOR_TYPE),
  sequenceType: one(4, { elemType: one(1, { tensorType: one(1, TENSOR_TYPE) }) }),
};
const VALUE = { name: one(1, 'string'), type: one(2, TYPE) };
const NODE = {
  input: many(1, 'string'),
  output: many(2, 'string'),
  name: one(3, 'string'),
  opType: one(4, 'string'),
  attribute: many(5, ATTRIBUTE),
  domain: one(7, 'string'),
};
const MODEL = {
  irVersion: one(1, 'integer'),
  producerName: one(2, 'string'),
  graph: one(7, {
    node: many(1, NODE),
    name: one(2, 'string'),
    initializer: many(5, TENSOR),
    input: many(11, VALUE),
    output: many(12, VALUE),
  }),
  opsetImport: many(8, { domain: one(1, 'string'), version: one(2, 'integer') }),
};

/** Operators that only ONNX Runtime has. */
export const MICROSOFT = 'com.microsoft';

export class Graph {
  #graph = { node: [], name: 'bench', initializer: [], input: [], output: [] };

  /** @param dims numbers, and names for what is open */
  input(name, elemType, dims) {
    this.#graph.input.push({ name, type: { tensorType: tensorType(elemType, dims) } });
    return name;
  }

  /** A sequence of tensors. */
  inputs(name, elemType) {
    this.#graph.input.push({ name, type: { sequenceType: { elemType: { tensorType: { elemType } } } } });
    return name;
  }

  output(name, elemType, dims) {
    this.#graph.output.push({ name, type: { tensorType: tensorType(elemType, dims) } });
  }

  constant(name, values, dims) {
    const dataType = values instanceof Float32Array ? FLOAT : INT64;
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#graph.initializer.push({ dims, dataType, name, rawData });
    return name;
  }

  /** @returns the name of the first output */
  node(opType, input, output, attributes = {}, domain = '') {
    const outputs = [output].flat();
    const attribute = Object.entries(attributes).map(([name, value]) => ({ name, ...attributeOf(value) }));
    const name = `${opType}${this.#graph.node.length}`;
    this.#graph.node.push({ input, output: outputs, name, opType, attribute, domain });
    return outputs[0];
  }

  bytes() {
    return encode(MODEL, {
      irVersion: 8,
      producerName: 'bench',
      graph: this.#graph,
      opsetImport: [
        { domain: '', version: 14 },
        { domain: MICROSOFT, version: 1 },
      ],
    });
  }
}

function tensorType(elemType, dims) {
  return { elemType, shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { param: dim } : { value: dim })) } };
}

function attributeOf(value) {
  if (typeof value === 'string') return { s: value, type: 3 };
  if (Array.isArray(value)) return { ints: value, type: 7 };
  return Number.isInteger(value) ? { i: value, type: 2 } : { f: value, type: 1 };
}
