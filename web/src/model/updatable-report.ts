// What `checkUpdatable()` and `rewrite()` say.

/** What stands in the way. */
export interface UpdatableReason {
  readonly message: string;
  /** The layer that it is about. */
  readonly layer?: string;
  /** What may be done. */
  readonly hint?: string;
}

/** One layer of the network that learns (of a pipeline the last model), seen by Apple's rules for updatable models. */
export interface LayerReport {
  readonly name: string;
  /** As the format spells it, e.g. `innerProduct`. */
  readonly kind: string;
  /** Marked as updatable in the file: an update changes its weights. */
  readonly isUpdatable: boolean;
  /** `makeUpdatable({ layers: [name] })` would be accepted, with the loss that there is or could be. */
  readonly couldBeUpdatable: boolean;
  /** Whether Apple's tools let the gradient through to the layers before it. */
  readonly gradient: 'passes' | 'stops';
  /** Whether it could pass here: more kinds are differentiable than Apple trains through. */
  readonly gradientHere: 'passes' | 'stops';
  /** Why it does not learn; empty when it does. */
  readonly why: string;
  /** What would change that; empty when nothing would. */
  readonly fix: string;
}

/** What can be trained in a model, and why the rest cannot. Plain data. */
export interface UpdatableReport {
  /** `update()` works. */
  readonly updatable: boolean;
  /**
   * Every rule of Apple's is kept: the exported file can be updated on an iPhone too. False with `updatable: true`: it learns
   * here only (`makeUpdatable({ portable: false })`), and its file says so in its metadata, as `attune.portable`; Apple's
   * systems open it for prediction.
   */
  readonly portable: boolean;
  /** Why not: every broken rule of Apple's, in the order of its validator. Empty when both hold. */
  readonly reasons: readonly UpdatableReason[];
  /** The value that the loss reads, or would read after `makeUpdatable()`. */
  readonly lossInput?: string;
  /** In the order of the file; empty for nearest neighbours and all that is no network. */
  readonly layers: readonly LayerReport[];
}

/** One layer that a rule of `rewrite()` is about. */
export interface Rewrite {
  readonly layer: string;
  readonly from: string;
  readonly to: string;
}

/** A layer that stays as it is, and why. */
export interface RefusedRewrite extends Rewrite {
  readonly reason: string;
}
