// Threads that help the core: workers with an instance of the same module on the same memory. They know no JavaScript but this
// file's and take pieces of work from the memory (src/plan/team.h). The page makes them and ends them with the core's own worker:
// made by that, one in twenty of them stops Firefox's from starting.

/** What the core wants of a helper: the first message to a worker that is to be one. */
export interface HelpWanted {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly member: number;
  readonly stack: number;
}

/** Who works with a core. */
export interface Team {
  /** How many, the core's own thread among them. */
  readonly threads: number;
  /** Passes on what is wanted of the others; throws where the engine does not hand memory on. */
  hire(wanted: readonly HelpWanted[]): void;
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

/** Helpers may come late, or never: until then the others do their work. */
export function gather(
  { threads, hire }: Team,
  core: { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory },
  exports: TeamExports,
): void {
  if (threads === 1) return;
  try {
    const wanted = Array.from({ length: threads - 1 }, (_, i) => {
      const stack = exports.attune_helper_stack();
      if (stack === 0) throw new RangeError("there is no memory for a helper's stack");
      return { ...core, member: i + 1, stack };
    });
    hire(wanted);
    exports.attune_set_team_size(threads);
  } catch {
    // No memory, or none that may be shared: WebKitGTK 2.50 clones it nowhere, isolated or not.
  }
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
