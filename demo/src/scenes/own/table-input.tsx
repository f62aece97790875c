// Examples as a table: pasted, or from a file.

import { signal } from '@preact/signals';
import { announce } from '../../frame/announcer.tsx';
import { formatCount } from '../../frame/format.ts';
import { targetOf } from './examples.ts';
import { columnsOf, examplesOf, TableError } from './table.ts';
import type { Workshop } from './workshop.ts';

const text = signal('');
const said = signal('');

export function TableInput({ workshop }: { workshop: Workshop }) {
  const description = workshop.model.value?.description;
  const target = description === undefined ? undefined : targetOf(description);
  if (description === undefined || target === undefined) return null;
  const inputs = description.inputs.filter(({ optional }) => !optional);
  const columns = columnsOf([...inputs, target]);
  const add = (): void => {
    try {
      const examples = examplesOf(text.value, inputs, target);
      workshop.add(examples);
      said.value = `${formatCount(examples.length, 'line')} added.`;
      text.value = '';
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      said.value = error.message;
      announce(error.message);
    }
  };
  return (
    <div class="table-input">
      <label class="field is-tall">
        <span>Paste a table. Its first line names the columns:</span>
        <code class="columns">{shortened(columns)}</code>
        <textarea
          rows={7}
          spellcheck={false}
          placeholder={`${shortened(columns)}\n…`}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </label>
      <div class="step-buttons">
        <button type="button" class="primary" onClick={add}>
          Add these lines
        </button>
        <label class="file-button">
          <input
            type="file"
            accept=".csv,.tsv,.txt"
            onChange={({ currentTarget }) => {
              void currentTarget.files?.[0]?.text().then((table) => {
                text.value = table;
                add();
              });
            }}
          />
          Choose a <span class="mono">.csv</span>
        </label>
      </div>
      <p class="small says">{said.value}</p>
    </div>
  );
}

const MOST_COLUMNS = 24;

function shortened(columns: readonly string[]): string {
  if (columns.length <= MOST_COLUMNS) return columns.join(',');
  return [...columns.slice(0, 3), '…', ...columns.slice(-2)].join(',');
}
