// A hook: a model that is the user's own, kept in this browser.

import { Model, ModelStore } from 'attune';
import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * @param name   of the store
 * @param source what Model.load takes; the same value at every render
 * @returns      `status` 'loading', 'ready', 'learning' or 'failed' · `version`, undefined while it is the shipped model ·
 *               `error`, the last one · `predict(features)` · `learn(examples, note)` and `undo()`, which answer the version
 *               that came of it, or undefined
 */
export function usePersonalModel(name, source) {
  const own = useRef(undefined); // { store, base, model }: no render depends on them
  const [state, setState] = useState({ status: 'loading', version: undefined, error: undefined });

  useEffect(() => {
    let isCurrent = true;
    const opening = open(name, source);
    opening.then(
      (opened) => {
        if (!isCurrent) return;
        own.current = opened;
        setState({ status: 'ready', version: opened.version, error: undefined });
      },
      (error) => isCurrent && setState({ status: 'failed', version: undefined, error }),
    );
    return () => {
      isCurrent = false;
      own.current = undefined;
      opening.then(({ store }) => store.close()).catch(() => {}); // said above
    };
  }, [name, source]);

  const predict = useCallback((features) => own.current.model.predict(features), []);

  /** The new model takes the old one's place once it is saved; if anything fails, the old one answers as before. */
  const change = useCallback(async (work) => {
    setState((was) => ({ ...was, status: 'learning', error: undefined }));
    try {
      const { model, version } = await work(own.current);
      Object.assign(own.current, { model });
      setState({ status: 'ready', version, error: undefined });
      return version;
    } catch (error) {
      setState((was) => ({ ...was, status: 'ready', error }));
      return undefined;
    }
  }, []);

  const learn = useCallback(
    (examples, note) =>
      change(async ({ store, model }) => {
        const { model: taught } = await model.update(examples).finished;
        return { model: taught, version: await store.save('mine', taught, { note }) };
      }),
    [change],
  );

  const undo = useCallback(
    () =>
      change(async ({ store, base, model }) => {
        const latest = (await store.versions('mine')).at(-1);
        if (latest === undefined) return { model };
        if (latest.parent === undefined) await store.erase('mine');
        else await store.rollback('mine', { to: latest.parent });
        const version = (await store.versions('mine')).at(-1);
        return { model: (await store.latest('mine', { base })) ?? base, version };
      }),
    [change],
  );

  return { ...state, predict, learn, undo };
}

async function open(name, source) {
  const [store, base] = await Promise.all([ModelStore.open(name), Model.load(source)]);
  const version = (await store.versions('mine')).at(-1);
  return { store, base, version, model: (await store.latest('mine', { base })) ?? base };
}
