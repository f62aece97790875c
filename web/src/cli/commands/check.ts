// attune check: can the model learn?

import type { Command } from '../command.js';
import { featureTable, parameterTable, recordTable } from '../describe.js';
import { loadModel } from '../disk.js';
import { toJson } from '../json.js';
import { updatabilityOf } from '../updatability.js';

export const check: Command = {
  name: 'check',
  summary: 'Says whether a model can be updated, and if not, why not.',
  operands: '<model>',
  count: [1, 1],
  options: {},
  notes: 'Exit code 0: it can be updated · 1: it cannot.',
  async run(context, [path = ''], given) {
    const model = await loadModel(context, path);
    try {
      const { isUpdatable, reason, hint, layers } = await updatabilityOf(model);
      const { trainingInputs, parameters } = model.description;
      if (given.flag('json')) {
        context.out(toJson({ isUpdatable, code: isUpdatable ? undefined : 'not-updatable', reason, hint, layers }));
      } else if (isUpdatable) {
        context.out(`can be updated\n\nAn example holds\n${featureTable(trainingInputs)}`);
        if (parameters.length > 0) context.out(`\nParameters\n${parameterTable(parameters)}`);
      } else {
        context.out(`not-updatable: ${reason}\n${hint === undefined ? '' : `  ${hint}\n`}`);
      }
      if (!given.flag('json') && layers !== undefined) context.out(`\nLayers\n${recordTable(layers)}`);
      return isUpdatable ? 0 : 1;
    } finally {
      model.dispose();
    }
  },
};
