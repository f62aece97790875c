// One command: what it takes, what it says of itself, what it does.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Context, UsageError } from './context.js';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in the help: `<file>`. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/** Options as they were given. */
export class Given {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? (value as string[]) : [];
  }

  /** @throws UsageError unless it is a number */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${name} takes a number, got '${text}'`);
    return number;
  }

  /** @throws UsageError when it was not given */
  needed(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw new UsageError(`--${name} is missing`);
    return text;
  }
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Operands, as the help shows them: `<model> <rows…>`. */
  readonly operands: string;
  /** The fewest and the most operands. */
  readonly count: readonly [least: number, most: number];
  readonly options: Options;
  /** What else there is to know. */
  readonly notes?: string;
  /** Answers the exit code. */
  run(context: Context, operands: readonly string[], given: Given): Promise<number>;
}

const COMMON: Options = {
  json: { type: 'boolean', help: 'print JSON instead of tables' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
};

/** @throws UsageError */
export function readArguments(command: Command, args: readonly string[]): { operands: string[]; given: Given } {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, short, multiple }] of Object.entries({ ...command.options, ...COMMON })) {
    options[name] = { type, ...(short && { short }), ...(multiple && { multiple }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { operands: positionals, given: new Given(values) };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}

/** @throws UsageError */
export function checkOperands({ count: [least, most], operands }: Command, found: readonly string[]): void {
  if (found.length < least) throw new UsageError(`${operands} is needed, got ${found.length} operands`);
  if (found.length > most) throw new UsageError(`'${found[most]}' is one operand too many; it takes ${operands}`);
}

export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON }).map(([name, { short, value, help }]) => {
    const spelled = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${spelled.padEnd(34)} ${help}`;
  });
  return [
    `${command.summary}`,
    '',
    `Usage: attune ${command.name} ${command.operands} [options]`,
    '',
    ...options,
    ...(command.notes === undefined ? [] : ['', command.notes.trim()]),
    '',
  ].join('\n');
}
