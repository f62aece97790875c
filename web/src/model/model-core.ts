// What stands behind a Model: a handle in some engine, and how to get it back if that engine dies.

import type { EditedModel, Engine, LoadedModel, ModelHandle } from '../engine/engine.js';
import type { EngineProvider } from '../engine/engine-provider.js';
import { AttuneError } from '../errors.js';
import { Lineage, type Path } from '../store/lineage.js';
import { BaseFile } from './base-file.js';
import { type ModelDescription, publicDescription } from './description.js';
import type { Edit } from './edits.js';

/** Where a model lives. */
interface Home {
  readonly engine: Engine;
  readonly model: ModelHandle;
}

/** What a model learned since its base file, where that is known outside the core; undefined: nothing. */
interface Learned {
  readonly delta: Blob | undefined;
}

/** The bytes of a model file that another one names. */
export type FindLink = (name: string, searchPath: string) => Promise<Uint8Array | undefined>;

interface Edited {
  readonly core: ModelCore;
  readonly rewrites: EditedModel['rewrites'];
}

/** Gives handles back, once; also those of models that nobody holds any more. */
class Lease {
  home: Promise<Home>;
  released = false;

  constructor(home: Promise<Home>) {
    this.home = home;
    home.catch(() => {}); // said to whoever uses the model, if anybody does
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.home.then(({ engine, model }) => engine.disposeModel(model)).catch(() => {}); // a dead engine holds nothing
  }
}

const collected: FinalizationRegistry<Lease> = /* @__PURE__ */ new FinalizationRegistry((lease) => lease.release());

export interface ModelCoreParts {
  readonly provider: EngineProvider;
  readonly base: BaseFile;
  readonly lineage: Lineage;
  readonly description: ModelDescription;
  readonly coreVersion: string;
  readonly home: Promise<Home>;
  /** Absent: if the core dies, this model is gone. */
  readonly learned?: Learned;
}

export class ModelCore {
  readonly provider: EngineProvider;
  readonly base: BaseFile;
  readonly lineage: Lineage;
  readonly description: ModelDescription;
  readonly coreVersion: string;
  readonly #lease: Lease;
  #learned: Learned | undefined;

  constructor({ provider, base, lineage, description, coreVersion, home, learned }: ModelCoreParts) {
    this.provider = provider;
    this.base = base;
    this.lineage = lineage;
    this.description = description;
    this.coreVersion = coreVersion;
    this.#lease = new Lease(home);
    this.#learned = learned;
    collected.register(this, this.#lease, this.#lease);
  }

  /**
   * A file, loaded into the provider's engine; into one with the whole core, if that one does not know all of it.
   *
   * @param find brings the files that linked models name, which may name others; undefined: it has none of that name
   */
  static async load(provider: EngineProvider, base: BaseFile, find?: FindLink): Promise<ModelCore> {
    try {
      return await ModelCore.#load(provider, base, find);
    } catch (error) {
      return ModelCore.load(wholeAfter(error, provider), base, find);
    }
  }

  static async #load(provider: EngineProvider, base: BaseFile, find: FindLink | undefined): Promise<ModelCore> {
    const engine = await provider.get();
    const bytes = await base.modelBytes();
    const loaded = await engine.loadModel(bytes, base.parameters, base.limits, base.outside);
    const core = ModelCore.#of(provider, base, engine, loaded, { delta: undefined });
    if (find === undefined || loaded.missingLinks.length === 0) return core;
    let complete = base;
    try {
      for (const { name, searchPath } of loaded.missingLinks) {
        const found = await find(name, searchPath);
        if (found !== undefined) complete = complete.linked({ name, searchPath, bytes: found });
      }
      return complete === base ? core : await ModelCore.#load(provider, complete, find);
    } catch (error) {
      core.dispose();
      throw error;
    } finally {
      if (complete !== base) core.dispose();
    }
  }

  static #of(
    provider: EngineProvider,
    base: BaseFile,
    engine: Engine,
    { model, description, coreVersion }: LoadedModel,
    learned: Learned,
  ): ModelCore {
    return new ModelCore({
      ...{ provider, base, coreVersion, learned },
      lineage: new Lineage(),
      description: publicDescription(description),
      home: Promise.resolve({ engine, model }),
    });
  }

  /**
   * Runs one call on the model's engine.
   *
   * @throws AttuneError `core-restarted` when the core died with the model in it
   */
  async call<T>(use: (engine: Engine, model: ModelHandle) => Promise<T>): Promise<T> {
    const { engine, model } = await this.#home();
    return use(engine, model);
  }

  /** Of the file, before any update. */
  async exportDelta(): Promise<Uint8Array<ArrayBuffer>> {
    const delta = await this.call((engine, model) => engine.exportDelta(model));
    this.#learned ??= { delta: new Blob([delta]) }; // now the model outlives a crash
    return delta;
  }

  /** The base file with a delta on it, whatever this model itself learned. */
  async withDelta(delta: Uint8Array): Promise<ModelCore> {
    const learned = { delta: new Blob([new Uint8Array(delta)]) };
    if (this.#learned !== undefined && this.#learned.delta === undefined) {
      // This model is the base: both share the weights that are not trained.
      return this.call(async (engine, model) => {
        const loaded = await engine.applyDelta(model, new Uint8Array(delta));
        return ModelCore.#of(this.provider, this.base, engine, loaded, learned);
      });
    }
    const base = await ModelCore.load(this.provider, this.base);
    try {
      return await base.withDelta(delta);
    } finally {
      base.dispose();
    }
  }

  /** A model that came out of this one in the same engine. @param path how, where it can be repeated */
  descendant(engine: Engine, { model, description, coreVersion }: LoadedModel, path?: Path): ModelCore {
    return new ModelCore({
      ...{ provider: this.provider, base: this.base, coreVersion },
      lineage: this.lineage.child(path),
      description: publicDescription(description),
      home: Promise.resolve({ engine, model }),
    });
  }

  /** The same for one that is still on its way. Its description is this model's: class labels may have grown since. */
  expected(engine: Engine, loading: Promise<LoadedModel>): ModelCore {
    return new ModelCore({
      ...{ provider: this.provider, base: this.base, description: this.description, coreVersion: this.coreVersion },
      lineage: this.lineage.child(),
      home: loading.then(({ model }) => ({ engine, model })),
    });
  }

  /**
   * A model made of this one by a change. What was learned, or set, is a delta on the same file; any other change makes a
   * file of its own, with which the new model comes back after a crash.
   */
  edited(edit: Edit, block: Uint8Array<ArrayBuffer> = new Uint8Array()): Promise<Edited> {
    // Every core knows the edits that come with examples or arrays.
    return block.length > 0
      ? this.#edited(edit, block)
      : this.orInWhole((core) => core.#edited(edit, new Uint8Array()));
  }

  /** What only the whole core can do happens there, to a copy of this model. */
  async orInWhole<T>(use: (core: ModelCore) => Promise<T>): Promise<T> {
    try {
      return await use(this);
    } catch (error) {
      const copy = await this.#copyIn(wholeAfter(error, this.provider));
      try {
        return await use(copy);
      } finally {
        copy.dispose();
      }
    }
  }

  async #copyIn(provider: EngineProvider): Promise<ModelCore> {
    if (this.#learned === undefined) await this.exportDelta();
    const { base, lineage, description, coreVersion } = this;
    const learned = this.#learned as Learned; // known since, or before
    const home = Promise.resolve(await this.#homeIn(provider, learned));
    return new ModelCore({ provider, base, lineage, description, coreVersion, home, learned });
  }

  async #edited(edit: Edit, block: Uint8Array<ArrayBuffer>): Promise<Edited> {
    return this.call(async (engine, model) => {
      const edited = await engine.editModel(model, edit, block);
      const { rewrites } = edited;
      const untouched = edit.kind === 'rewrite' && rewrites.every(({ refused }) => refused !== '');
      if (edit.kind === 'arrays' || edit.kind === 'examples' || untouched) {
        return { core: this.descendant(engine, edited, untouched ? [] : undefined), rewrites };
      }
      let file: Blob;
      try {
        file = new Blob([await engine.exportModel(edited.model)]);
      } catch (error) {
        engine.disposeModel(edited.model).catch(() => {});
        throw error;
      }
      const core = new ModelCore({
        ...{
          provider: this.provider,
          base: new BaseFile({ model: file, package: undefined }, {}, {}, this.base.outside),
          coreVersion: edited.coreVersion,
        },
        // The new file is a base like any other, unless what was learned went into it.
        lineage: this.lineage.child(block.length === 0 && this.lineage.isUntouched ? [] : undefined),
        description: publicDescription(edited.description),
        home: Promise.resolve({ engine, model: edited.model }),
        learned: { delta: undefined },
      });
      return { core, rewrites };
    });
  }

  dispose(): void {
    collected.unregister(this.#lease);
    this.#lease.release();
  }

  async #home(): Promise<Home> {
    const lease = this.#lease;
    if (lease.released) throw new AttuneError('invalid-parameter', 'this model was disposed of');
    const known = lease.home;
    const home = await known;
    if (!this.provider.isLost(home.engine)) return home;
    if (lease.home === known) {
      // The first who notices moves the model; if that fails, the next call tries again.
      lease.home = this.#moved();
      lease.home.catch(() => {
        lease.home = known;
      });
    }
    return lease.home;
  }

  async #moved(): Promise<Home> {
    if (this.#learned === undefined) {
      throw new AttuneError('core-restarted', 'the core crashed, and this model was not saved', {
        hint: 'load the last saved version',
      });
    }
    return this.#homeIn(this.provider, this.#learned);
  }

  /** The base file with what was learned on it. */
  async #homeIn(provider: EngineProvider, { delta }: Learned): Promise<Home> {
    const engine = await provider.get();
    const { parameters, limits, outside } = this.base;
    const base = await engine.loadModel(await this.base.modelBytes(), parameters, limits, outside);
    if (delta === undefined) return { engine, model: base.model };
    try {
      const moved = await engine.applyDelta(base.model, new Uint8Array(await delta.arrayBuffer()));
      return { engine, model: moved.model };
    } finally {
      engine.disposeModel(base.model).catch(() => {});
    }
  }
}

/** Who may know what this provider's engines say is unsupported. @throws the error itself, where there is nobody to ask */
function wholeAfter(error: unknown, { whole }: EngineProvider): EngineProvider {
  if (whole !== undefined && error instanceof AttuneError && error.code === 'unsupported') return whole;
  throw error;
}
