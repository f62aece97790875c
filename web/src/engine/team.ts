// Threads that help the core: workers with an instance of the same module on the same memory. They know no JavaScript but this
// file's, take pieces of work from the memory (src/plan/team.h) and die with the worker that made them.

/** A worker of this kind; its first message is a HelpWanted. */
export interface Helper {
  postMessage(message: HelpWanted): void;
}

export interface HelpWanted {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly member: number;
  readonly stack: number;
}

/** What bindings/threads exports. */
export interface TeamExports extends WebAssembly.Exports {
  attune_helper_stack(): number;
  attune_set_team_size(members: number): void;
  attune_help(member: number): void;
  _emscripten_stack_restore(top: number): void;
}

const PAGE = 65_536;
/** As the module says; where an engine refuses so much of a kind that it has to set aside at once (iOS), less. */
const MOST_PAGES = [2 ** 31, 2 ** 30, 2 ** 29].map((bytes) => bytes / PAGE);
const FIRST_PAGES = 256;

/** @returns the memory that a module of the threads build asks for; undefined for other modules, which bring theirs */
export function sharedMemory(module: WebAssembly.Module): WebAssembly.Memory | undefined {
  if (!WebAssembly.Module.imports(module).some(({ kind }) => kind === 'memory')) return undefined;
  for (const maximum of MOST_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared: true });
    } catch {
      // Not that much.
    }
  }
  return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: 2 * FIRST_PAGES, shared: true });
}

/** They may come late, or never: until then the others do their work. */
export function setToWork(
  helpers: readonly Helper[],
  core: { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory },
  exports: TeamExports,
): void {
  exports.attune_set_team_size(1 + helpers.length);
  for (const [index, helper] of helpers.entries())
    helper.postMessage({ ...core, member: index + 1, stack: exports.attune_helper_stack() });
}

export function isHelpWanted(message: unknown): message is HelpWanted {
  return typeof message === 'object' && message !== null && 'member' in message && 'stack' in message;
}

/** What a helper does with its life. */
export function help({ module, memory, member, stack }: HelpWanted): void {
  const refuse = (): never => {
    throw new Error('a helper was asked to talk');
  };
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] = { ...imports[from], [name]: kind === 'memory' ? memory : refuse };
  }
  const core = new WebAssembly.Instance(module, imports).exports as TeamExports;
  core._emscripten_stack_restore(stack);
  core.attune_help(member);
}
