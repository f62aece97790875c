// attune inspect: what a model says about itself.

import type { ModelDescription } from '../../model/description.js';
import type { Command } from '../command.js';
import { featureTable, parameterTable, recordTable } from '../describe.js';
import { loadModel } from '../disk.js';
import { toJson } from '../json.js';
import { facts } from '../table.js';

const MOST_LABELS = 20;

export const inspect: Command = {
  name: 'inspect',
  summary: 'Prints what a model says about itself: inputs, outputs, parameters, labels.',
  operands: '<model>',
  count: [1, 1],
  options: {},
  notes: '<model> is an .mlmodel, a .mlpackage folder, or a zip of one.',
  async run(context, [path = ''], given) {
    const model = await loadModel(context, path);
    try {
      const layers = (await model.checkUpdatable()).layers;
      const { description } = model;
      context.out(given.flag('json') ? toJson({ ...description, layers }) : textOf(description, layers));
    } finally {
      model.dispose();
    }
    return 0;
  },
};

function textOf(description: ModelDescription, layers: readonly object[]): string {
  const { metadata, parameters, classLabels } = description;
  const sections: [title: string, text: string][] = [
    ['Inputs', featureTable(description.inputs)],
    ['Outputs', featureTable(description.outputs)],
    ['Training inputs', description.trainingInputs.length === 0 ? '' : featureTable(description.trainingInputs)],
    ['Parameters', parameters.length === 0 ? '' : parameterTable(parameters)],
    ['Class labels', classLabels === undefined ? '' : `  ${labelsOf(classLabels)}\n`],
    ['Layers', layers.length === 0 ? '' : recordTable(layers)],
  ];
  return [
    facts([
      ['model type', description.modelType],
      ['specification', String(description.specificationVersion)],
      ['updatable', description.isUpdatable ? 'yes' : 'no'],
      ['predicts', description.predictedFeatureName],
      ['probabilities', description.predictedProbabilitiesName],
      ['description', metadata.shortDescription],
      ['version', metadata.versionString],
      ['author', metadata.author],
      ['license', metadata.license],
      ...Object.entries(metadata.userDefined),
    ]),
    ...sections.filter(([, text]) => text !== '').map(([title, text]) => `\n${title}\n${text}`),
  ].join('');
}

function labelsOf(labels: NonNullable<ModelDescription['classLabels']>): string {
  const shown = labels.slice(0, MOST_LABELS).join(', ');
  const more = labels.length - MOST_LABELS;
  return more > 0 ? `${shown}, and ${more} more (${labels.length} in all)` : shown;
}
