// attune check: can the model learn?

import type { UpdatableReport } from '../../model/updatable-report.js';
import type { Command } from '../command.js';
import { featureTable, parameterTable, recordTable } from '../describe.js';
import { loadModel } from '../disk.js';
import { toJson } from '../json.js';

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
      const report = await model.checkUpdatable();
      const { trainingInputs, parameters } = model.description;
      if (given.flag('json')) context.out(toJson({ ...(!report.updatable && { code: 'not-updatable' }), ...report }));
      else {
        context.out(verdictOf(report));
        if (report.layers.length > 0) context.out(`\nLayers\n${recordTable(report.layers)}`);
        if (report.updatable) context.out(`\nAn example holds\n${featureTable(trainingInputs)}`);
        if (report.updatable && parameters.length > 0) context.out(`\nParameters\n${parameterTable(parameters)}`);
      }
      return report.updatable ? 0 : 1;
    } finally {
      model.dispose();
    }
  },
};

function verdictOf({ updatable, portable, reasons }: UpdatableReport): string {
  const verdict = updatable ? `can be updated${!portable ? ' here, but not by Apple’s tools' : ''}` : 'not-updatable';
  const lines = reasons.map(({ message, hint }) => `  ${message}${hint === undefined ? '' : `\n    ${hint}`}\n`);
  return `${verdict}${lines.length > 0 ? ':' : ''}\n${lines.join('')}`;
}
