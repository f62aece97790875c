// attune update: trains a model on rows.

import type { FeatureDescription, ModelDescription } from '../../model/description.js';
import type { EvaluationResult } from '../../model/evaluation.js';
import type { Model } from '../../model/model.js';
import type { Command, Given } from '../command.js';
import type { Context } from '../context.js';
import { checkFree, formOf, loadModel, writeModel } from '../disk.js';
import { toJson } from '../json.js';
import { ROW_OPTIONS, readDelimiter, readImageFlags, readTraining, TRAINING_OPTIONS } from '../parameters.js';
import { Progress } from '../progress.js';
import { ROWS_HELP, type Rows, readRows } from '../rows/rows.js';
import { shortNumber, table } from '../table.js';
import { FORCE } from './convert.js';

export const update: Command = {
  name: 'update',
  summary: 'Trains a model on rows and writes the new model.',
  operands: '<model>',
  count: [1, 1],
  options: {
    examples: {
      type: 'string',
      short: 'e',
      multiple: true,
      value: '<rows>',
      help: 'what to learn from; may be repeated',
    },
    out: { type: 'string', short: 'o', value: '<path>', help: 'the new model: .mlmodel, .mlpackage or .zip' },
    evaluate: { type: 'string', multiple: true, value: '<rows>', help: 'measure the model on them, before and after' },
    ...FORCE,
    ...TRAINING_OPTIONS,
    ...ROW_OPTIONS,
  },
  notes: `${ROWS_HELP}

A row holds the model's training inputs (attune inspect lists them). The model that is read is not changed.`,
  async run(context, [path = ''], given) {
    const out = given.needed('out');
    if (given.texts('examples').length === 0) given.needed('examples');
    const parameters = readTraining(given);
    formOf(out);
    await checkFree(out, given.flag('force'));
    const base = await loadModel(context, path);
    const progress = new Progress(context);
    try {
      const { trainingInputs } = base.description;
      const reading = (index: number, length: number): void => progress.to('reading examples', index, length);
      const rows = await rowsOf(given, 'examples', trainingInputs, reading);
      const testRows = await rowsOf(given, 'evaluate', measured(base.description));
      const before = await measure(base, testRows, given);

      const task = base.update(rows, { parameters, imageOptions: readImageFlags(given) });
      task.addEventListener('minibatchend', ({ context: { metrics, parameters } }) => {
        const epochs = Number(parameters.epochs ?? 1);
        progress.to('training', metrics.epochIndex, epochs, `loss ${shortNumber(metrics.lossValue)}`);
      });
      const { model, history } = await task.finished;
      progress.end();
      const after = await measure(model, testRows, given);
      const byteLength = await writeModel(model, out);
      model.dispose();
      if (given.flag('json')) {
        const evaluation = before && after && { before, after };
        context.out(toJson({ out, byteLength, examples: rows.length, history, evaluation }));
      } else report(context, history, before && after && [before, after]);
      if (!given.flag('json')) context.out(`wrote ${out} (${byteLength} bytes), trained on ${rows.length} examples\n`);
      return 0;
    } finally {
      progress.end();
      base.dispose();
    }
  },
};

function rowsOf(
  given: Given,
  option: string,
  features: readonly FeatureDescription[],
  onRead?: (index: number, length: number) => void,
): Promise<Rows> {
  return readRows(given.texts(option), features, readDelimiter(given), onRead);
}

/** What a row must hold to be measured; the training inputs, as `evaluate()` has it. */
function measured({ trainingInputs, inputs }: ModelDescription): readonly FeatureDescription[] {
  return trainingInputs.length > 0 ? trainingInputs : inputs;
}

async function measure(model: Model, rows: Rows, given: Given): Promise<EvaluationResult | undefined> {
  return rows.length === 0 ? undefined : model.evaluate(rows, { imageOptions: readImageFlags(given) });
}

type History = readonly { readonly lossValue: number; readonly accuracy: number }[];

function report(context: Context, history: History, evaluation: readonly EvaluationResult[] | undefined): void {
  const percent = (part: number): string => (Number.isNaN(part) ? '–' : `${(100 * part).toFixed(1)} %`);
  const line = (name: string, { lossValue, accuracy }: History[number]): string[] => {
    return [name, shortNumber(lossValue), percent(accuracy)];
  };
  context.out(
    table(
      ['epoch', 'loss', 'accuracy'],
      history.map((one, index) => line(String(index + 1), one)),
    ),
  );
  if (evaluation === undefined) return;
  const [before, after] = evaluation as [EvaluationResult, EvaluationResult];
  context.out(`\n${table(['measured', 'loss', 'accuracy'], [line('before', before), line('after', after)])}\n`);
}
