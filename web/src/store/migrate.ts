// From any layout that a release ever wrote to the one of this release; a store that is not there yet is layout 0.

import type { IDBPDatabase } from 'idb';
import type { Schema, Upgrading } from './connection.js';
import type { VersionRecord } from './records.js';

/** Runs inside the transaction that changes the layout: all of it happens, or the store stays as it was. */
export async function migrate(db: IDBPDatabase<Schema>, tx: Upgrading, from: number): Promise<void> {
  if (from < 1) {
    db.createObjectStore('bases', { keyPath: 'sha256' });
    db.createObjectStore('heads', { keyPath: 'name' });
    db.createObjectStore('versions', { keyPath: ['name', 'number'] });
    db.createObjectStore('chunks', { keyPath: ['owner', 'index'] });
  }
  if (from < 2) {
    db.createObjectStore('steps', { keyPath: ['name', 'order'] });
    db.createObjectStore('examples', { keyPath: 'id' });
    if (from === 1) await addSteps(tx);
  }
}

/** Format 1 did not write down how a version was made. */
async function addSteps(tx: Upgrading): Promise<void> {
  for (const version of await tx.objectStore('versions').getAll()) {
    const { name, number, base, parent, restores, savedAt, note, parameters } = version as VersionRecord;
    const made = restores === null ? null : [];
    await tx
      .objectStore('steps')
      .put({ name, order: number, number, base, parent, restores, restart: false, savedAt, note, parameters, made });
  }
}
