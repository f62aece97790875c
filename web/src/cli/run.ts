// From the command line to an exit code.

import type { ErrorDetails } from '../errors.js';
import { type Command, checkOperands, helpOf, readArguments } from './command.js';
import { check } from './commands/check.js';
import { convert } from './commands/convert.js';
import { inspect } from './commands/inspect.js';
import { package_ } from './commands/package.js';
import { predict } from './commands/predict.js';
import { types } from './commands/types.js';
import { update } from './commands/update.js';
import { type Context, UsageError } from './context.js';
import { toJson } from './json.js';

const COMMANDS: readonly Command[] = [inspect, check, predict, update, package_, convert, types];

const [OK, BAD, USAGE] = [0, 1, 2];

const HELP = `Core ML models in the terminal: look at them, predict, train.

Usage: attune <command> …

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

  attune <command> --help   says more
  attune --version

Exit codes: ${OK} it worked · ${BAD} the model or the data is bad · ${USAGE} the command line is wrong
`;

/** @param args what stands behind `attune` */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    (name === undefined ? context.err : context.out)(HELP);
    return name === undefined ? USAGE : OK;
  }
  if (name === '--version' || name === '-v') {
    context.out(`${context.version}\n`);
    return OK;
  }
  const wanted = name === 'help' ? rest[0] : name;
  const command = COMMANDS.find((one) => one.name === wanted);
  if (command === undefined) {
    context.err(`attune: there is no command '${wanted}'; there are ${COMMANDS.map((one) => one.name).join(', ')}\n`);
    return USAGE;
  }
  return runCommand(command, name === 'help' ? ['--help'] : rest, context);
}

async function runCommand(command: Command, args: readonly string[], context: Context): Promise<number> {
  let json = false;
  try {
    const { operands, given } = readArguments(command, args);
    json = given.flag('json');
    if (given.flag('help')) {
      context.out(helpOf(command));
      return OK;
    }
    checkOperands(command, operands);
    return await command.run(context, operands, given);
  } catch (error) {
    if (error instanceof UsageError) {
      context.err(`attune ${command.name}: ${error.message}\n(attune ${command.name} --help says more)\n`);
      return USAGE;
    }
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    if (json) context.out(toJson({ error: refusal }));
    context.err(`attune ${command.name}: ${refusal.code}: ${refusal.message}\n`);
    if (refusal.hint !== undefined) context.err(`  ${refusal.hint}\n`);
    return BAD;
  }
}

type Refusal = Omit<ErrorDetails, 'cause'> & { readonly code: string; readonly message: string };

/** By its name: the class may come out of another bundle. */
function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || error.name !== 'AttuneError' || !('code' in error)) return undefined;
  const { code, message, layer, feature, hint } = error as Error & Refusal;
  return { code, message, layer, feature, hint };
}
