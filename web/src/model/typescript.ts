// A model's features as TypeScript, for programs that know their model.

import type { FeatureDescription, ModelDescription } from './description.js';

export interface TypingOptions {
  /** The file it is made from, for the comment and the name. */
  readonly file: string;
  /** What the model is to be called. Default: the file's name in CamelCase. */
  readonly name?: string | undefined;
  /** What the wrapper imports: `attune`, `attune/core`, … */
  readonly entry: string;
}

/** More labels than these help nobody who completes code. */
const MOST_LABELS = 200;
/** Names of `attune` that the wrapper may import. */
const IMPORTED = [
  'Dictionary',
  'DictionaryInput',
  'ImageInput',
  'MultiArray',
  'NumericArray',
  'OutputImage',
  'ShapedArray',
];
/** Names that mean something else in the wrapper. */
const TAKEN = new Set([
  ...IMPORTED,
  'LoadOptions',
  'Map',
  'Model',
  'ModelFile',
  'ModelSource',
  'Promise',
  'ReadonlyMap',
]);

/** The types of inputs, outputs and examples, and a function that loads the model with them. */
export function typesOf(description: ModelDescription, { file, name, entry }: TypingOptions): string {
  const own = nameOf(name ?? camelCase(file));
  const body = interfaces(description, own);
  const wrapper =
    comment([`Loads \`${file}\`, wherever it lies.`]) +
    `export function load${own}(source: ModelSource, options?: LoadOptions): Promise<${own}> {\n` +
    `  return Model.load<${own}Types>(source, options);\n}\n`;
  const imports = ['LoadOptions', 'ModelSource', ...used(body)].sort().map((one) => `type ${one}`);
  return [
    headOf('attune types', file),
    `import { Model, ${imports.join(', ')} } from '${entry}';`,
    body,
    `${comment([description.metadata.shortDescription])}export type ${own} = Model<${own}Types>;`,
    wrapper,
  ].join('\n\n');
}

/** The same for `import model from './some.mlmodel'`: what lies beside the file as `some.d.mlmodel.ts`. */
export function moduleTypesOf(description: ModelDescription, { file, name, entry }: TypingOptions): string {
  const own = nameOf(name ?? camelCase(file));
  const body = interfaces(description, own);
  const imports = ['ModelFile', ...used(body)].sort();
  return [
    headOf('attune/vite', file),
    `import type { ${imports.join(', ')} } from '${entry}';`,
    body,
    `${comment([description.metadata.shortDescription, 'Load it with `Model.load(…)`, which then knows its types.'])}declare const model: ModelFile<${own}Types>;\nexport default model;\n`,
  ].join('\n\n');
}

function headOf(maker: string, file: string): string {
  return `// Made by ${maker} from ${oneLine(file)}. Changes are lost when it is made anew.`;
}

function interfaces(description: ModelDescription, own: string): string {
  const { inputs, outputs, trainingInputs, classLabels, predictedFeatureName } = description;
  const output = (feature: FeatureDescription): string => {
    const isLabel = feature.name === predictedFeatureName && feature.type === 'string';
    return isLabel ? labelType(classLabels) : outputType(feature);
  };
  const parts = [
    block(`What ${own} predicts from.`, `${own}Inputs`, inputs, inputType),
    block(`What ${own} predicts.`, `${own}Outputs`, outputs, output),
    block(
      trainingInputs.length > 0 ? `What one example for ${own} holds.` : `${own} cannot be updated.`,
      `${own}Examples`,
      trainingInputs,
      inputType,
    ),
    [
      comment([`For \`Model<${own}Types>\`.`]),
      `export interface ${own}Types {\n  inputs: ${own}Inputs;\n  outputs: ${own}Outputs;\n  examples: ${own}Examples;\n}`,
    ].join(''),
  ];
  return parts.join('\n\n');
}

function block(
  what: string,
  name: string,
  features: readonly FeatureDescription[],
  typeOf: (feature: FeatureDescription) => string,
): string {
  const isInput = typeOf === inputType;
  const lines = features.map((feature) => {
    const missing = isInput && feature.optional;
    const says = comment([detailOf(feature), feature.shortDescription], '  ');
    return `${says}  readonly ${keyOf(feature.name)}${missing ? '?' : ''}: ${typeOf(feature)}${missing ? ' | null | undefined' : ''};\n`;
  });
  // An empty interface would take anything but null.
  const body = lines.length === 0 ? 'Record<never, never>' : undefined;
  return `${comment([what])}export ${body === undefined ? `interface ${name} {\n${lines.join('')}}` : `type ${name} = ${body};`}`;
}

function inputType(feature: FeatureDescription): string {
  switch (feature.type) {
    case 'int64':
    case 'double':
      return 'number | bigint';
    case 'string':
      return 'string';
    case 'image':
      return 'ImageInput';
    case 'multiArray': {
      const isOne = feature.shape.length > 0 && feature.shape.every((size) => size === 1);
      return `NumericArray | ShapedArray${isOne ? ' | number' : ''}`;
    }
    case 'dictionary':
      return feature.keyType === 'string'
        ? '{ readonly [key: string]: number } | ReadonlyMap<string, number>'
        : 'DictionaryInput';
    case 'sequence':
      return feature.elementType === 'string' ? 'readonly string[]' : 'readonly (number | bigint)[]';
    case 'state':
      return 'unknown';
  }
}

function outputType(feature: FeatureDescription): string {
  switch (feature.type) {
    case 'int64':
      return 'number | bigint';
    case 'double':
      return 'number';
    case 'image':
      return 'OutputImage';
    case 'multiArray':
      return 'MultiArray';
    case 'dictionary':
      return feature.keyType === 'string' ? 'Dictionary<string>' : 'Dictionary<number | bigint>';
    default:
      return inputType(feature);
  }
}

/** Any string, because a model may learn a label; but those of the file are offered. */
function labelType(labels: ModelDescription['classLabels']): string {
  if (labels === undefined || labels.length === 0 || labels.length > MOST_LABELS) return 'string';
  return `${labels.map((label) => quoted(String(label))).join(' | ')} | (string & {})`;
}

function detailOf(feature: FeatureDescription): string {
  switch (feature.type) {
    case 'multiArray':
      return `${feature.dataType}, ${feature.shape.length === 0 ? 'any shape' : feature.shape.join(' × ')}${feature.flexibility === undefined ? '' : ' by default'}.`;
    case 'image':
      return `${feature.colorSpace}, ${feature.width} × ${feature.height} pixels.`;
    case 'int64':
      return 'An integer.';
    default:
      return '';
  }
}

/** One that is given must be an identifier; a made one is bent until it is. */
function nameOf(name: string): string {
  const plain = /^[\p{ID_Start}$_]/u.test(name) ? name : `Model${name}`;
  return TAKEN.has(plain) ? `${plain}Model` : plain;
}

function camelCase(file: string): string {
  const stem = file.replace(/\.(mlmodel|mlpackage|zip)$/i, '').replace(/\.mlpackage$/i, '');
  const words = stem.split(/[^\p{ID_Continue}]+/u).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Model';
}

function keyOf(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${plain.replaceAll("'", "\\'").replace(/[\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`)}'`;
}

function comment(lines: readonly string[], indent = ''): string {
  const text = lines
    .map(oneLine)
    .filter((line) => line !== '')
    .join(' ');
  return text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '* /')} */\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function used(body: string): string[] {
  const code = body.replace(/\/\*\*.*\*\/|'(?:[^'\\]|\\.)*'/g, '');
  return IMPORTED.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
}
