// attune predict: answers for rows.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dictionary, OutputImage, OutputValue, Prediction, Sequence } from '../../model/prediction.js';
import type { Command } from '../command.js';
import { loadModel } from '../disk.js';
import { toJson } from '../json.js';
import { PARAMETER_OPTION, ROW_OPTIONS, readDelimiter, readImageFlags, readParameterOption } from '../parameters.js';
import { Progress } from '../progress.js';
import { encodePng } from '../rows/images.js';
import { ROWS_HELP, readRows } from '../rows/rows.js';
import { shortNumber, table } from '../table.js';

const [MOST_LABELS, MOST_NUMBERS] = [3, 8];

export const predict: Command = {
  name: 'predict',
  summary: 'Prints what a model answers to rows.',
  operands: '<model> <rows…>',
  count: [2, Number.POSITIVE_INFINITY],
  options: {
    ...ROW_OPTIONS,
    ...PARAMETER_OPTION,
    images: { type: 'string', value: '<folder>', help: 'write image outputs there, as PNG files' },
  },
  notes: `${ROWS_HELP}

With --json: an array with one object a row, outputs by name. With --images an image output is its file's path, there and
in the table.`,
  async run(context, [path = '', ...files], given) {
    const [imageOptions, delimiter] = [readImageFlags(given), readDelimiter(given)];
    const model = await loadModel(context, path, readParameterOption(given));
    const progress = new Progress(context);
    try {
      const { inputs, outputs } = model.description;
      const rows = await readRows(files, inputs, delimiter, (index, length) =>
        progress.to('predicting', index, length),
      );
      let predictions: readonly Prediction[] = await model.predictBatch(rows, { imageOptions });
      progress.end();
      const folder = given.text('images');
      if (folder !== undefined) predictions = await withImageFiles(predictions, folder);
      if (given.flag('json')) context.out(toJson(predictions.map(plain)));
      else {
        const names = outputs.map(({ name }) => name);
        const lines = predictions.map((one, index) => [
          rows.sources[index] ?? '',
          ...names.map((name) => textOf(one[name])),
        ]);
        context.out(table(['row', ...names], lines));
      }
      return 0;
    } finally {
      progress.end();
      model.dispose();
    }
  },
};

/** Images become files `<row>-<output>.png`, and their values the paths of those. */
async function withImageFiles(predictions: readonly Prediction[], folder: string): Promise<Prediction[]> {
  await mkdir(folder, { recursive: true });
  const digits = String(predictions.length).length;
  return Promise.all(
    predictions.map(async (prediction, index) => {
      const values = Object.entries(prediction).map(async ([name, value]): Promise<[string, OutputValue]> => {
        if (typeof value !== 'object' || !('width' in value)) return [name, value];
        // A feature's name is any text; a file's is not.
        const file = join(
          folder,
          `${String(index + 1).padStart(digits, '0')}-${name.replaceAll(/[^\w.-]+/g, '_')}.png`,
        );
        await writeFile(file, encodePng(value as OutputImage));
        return [name, file];
      });
      return Object.fromEntries(await Promise.all(values));
    }),
  );
}

function textOf(value: OutputValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return typeof value === 'string' ? value : shortNumber(value);
  if (isSequence(value)) return value.join(', ');
  if (isDictionary(value)) {
    const best = [...value].sort(([, a], [, b]) => b - a).slice(0, MOST_LABELS);
    return best.map(([label, number]) => `${label} ${shortNumber(number)}`).join(', ');
  }
  if ('width' in value) return `${value.width} × ${value.height} pixels`;
  const numbers = Array.from(value.data.subarray(0, MOST_NUMBERS), shortNumber).join(' ');
  return value.data.length > MOST_NUMBERS ? `${numbers} … (${value.shape.join(' × ')})` : numbers;
}

/** Dictionaries keep the model's order where JSON can: labels that look like integers move to the front. */
function plain(prediction: Prediction): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(prediction).map(([name, value]) => [
      name,
      typeof value === 'object' && isDictionary(value)
        ? Object.fromEntries([...value].map(([label, number]) => [String(label), number]))
        : value,
    ]),
  );
}

function isSequence(value: object): value is Sequence {
  return Array.isArray(value);
}

function isDictionary(value: object): value is Dictionary {
  return Symbol.iterator in value && !isSequence(value);
}
