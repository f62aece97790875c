// The visitor's own drawings, in this browser. ModelStore keeps what the model learned from them; this keeps the drawings
// themselves, for counting honestly what it knows and for showing them again.

import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { byteLengthOf, type Drawing } from '../../drawing/drawing.ts';
import type { SymbolId } from './symbols.ts';

export interface AlbumDrawing {
  readonly id: number;
  readonly symbol: SymbolId;
  readonly strokes: Drawing;
  readonly drawnAt: Date;
}

export type NewDrawing = Omit<AlbumDrawing, 'id'>;

/**
 * Which drawings a version of the model was taught. Versions name their lesson in their metrics, so a rollback, which
 * copies them, names the right one; and a lesson is written before its version, so no version lacks its lesson.
 */
interface Lesson {
  readonly id: number;
  readonly drawings: readonly number[];
}

/** An album as plain data. */
export interface PackedAlbum {
  readonly drawings: readonly {
    readonly id: number;
    readonly symbol: SymbolId;
    readonly strokes: readonly (readonly number[])[];
    readonly drawnAt: string;
  }[];
  readonly lessons: readonly Lesson[];
}

interface AlbumSchema extends DBSchema {
  drawings: { key: number; value: NewDrawing & { readonly id?: number } };
  lessons: { key: number; value: Omit<Lesson, 'id'> & { readonly id?: number } };
}

export class Album {
  readonly #name: string;
  #database: Promise<IDBPDatabase<AlbumSchema>> | undefined;

  /** @param hand whose drawings: each hand has an album of its own */
  constructor(hand: string) {
    this.#name = `attune-demo:${hand}`;
  }

  /** Opens at the first use, so that an erased album stays erased until something is kept again. */
  #open(): Promise<IDBPDatabase<AlbumSchema>> {
    this.#database ??= openDB<AlbumSchema>(this.#name, 1, {
      upgrade(database) {
        database.createObjectStore('drawings', { keyPath: 'id', autoIncrement: true });
        database.createObjectStore('lessons', { keyPath: 'id', autoIncrement: true });
      },
      // Another tab erases: let it.
      blocking: () => void this.close(),
    });
    this.#database.catch(() => {
      this.#database = undefined;
    });
    return this.#database;
  }

  /** Adds drawings to those of an earlier lesson; both are kept or neither. */
  async addLesson(
    before: readonly AlbumDrawing[],
    added: readonly NewDrawing[],
  ): Promise<{ lesson: number; drawings: AlbumDrawing[] }> {
    const tx = (await this.#open()).transaction(['drawings', 'lessons'], 'readwrite');
    const ids = await Promise.all(added.map((drawing) => tx.objectStore('drawings').add(drawing)));
    const drawings = [...before, ...added.map((drawing, i) => ({ ...drawing, id: ids[i] ?? 0 }))];
    const lesson = await tx.objectStore('lessons').add({ drawings: drawings.map(({ id }) => id) });
    await tx.done;
    return { lesson, drawings };
  }

  /** The drawings of a lesson, oldest first; empty when there is no such lesson. */
  async drawingsOf(lesson: number | undefined): Promise<AlbumDrawing[]> {
    if (lesson === undefined) return [];
    const tx = (await this.#open()).transaction(['drawings', 'lessons']);
    const wanted = (await tx.objectStore('lessons').get(lesson))?.drawings ?? [];
    const found = await Promise.all(wanted.map((id) => tx.objectStore('drawings').get(id)));
    return found.flatMap((drawing) => (drawing?.id === undefined ? [] : [{ ...drawing, id: drawing.id }]));
  }

  /** Drops what no kept version was taught; tells what is left. */
  async prune(lessons: readonly number[]): Promise<{ count: number; bytes: number }> {
    const tx = (await this.#open()).transaction(['drawings', 'lessons'], 'readwrite');
    const used = new Set<number>();
    for (let cursor = await tx.objectStore('lessons').openCursor(); cursor !== null; cursor = await cursor.continue()) {
      if (!lessons.includes(cursor.primaryKey)) await cursor.delete();
      else for (const id of cursor.value.drawings) used.add(id);
    }
    let bytes = 0;
    for (
      let cursor = await tx.objectStore('drawings').openCursor();
      cursor !== null;
      cursor = await cursor.continue()
    ) {
      if (!used.has(cursor.primaryKey)) await cursor.delete();
      else bytes += byteLengthOf(cursor.value.strokes);
    }
    await tx.done;
    return { count: used.size, bytes };
  }

  /** All drawings and lessons as plain data. */
  async pack(): Promise<PackedAlbum> {
    const tx = (await this.#open()).transaction(['drawings', 'lessons']);
    const [drawings, lessons] = await Promise.all([
      tx.objectStore('drawings').getAll(),
      tx.objectStore('lessons').getAll(),
    ]);
    const plain = drawings.map(({ id = 0, symbol, strokes, drawnAt }) => ({
      ...{ id, symbol, drawnAt: drawnAt.toISOString() },
      strokes: strokes.map((stroke) => [...stroke]),
    }));
    return { drawings: plain, lessons: lessons.map(({ id = 0, drawings }) => ({ id, drawings })) };
  }

  async unpack({ drawings, lessons }: PackedAlbum): Promise<void> {
    const tx = (await this.#open()).transaction(['drawings', 'lessons'], 'readwrite');
    for (const { id, symbol, strokes, drawnAt } of drawings) {
      const kept = {
        id,
        symbol,
        strokes: strokes.map((points) => Int16Array.from(points)),
        drawnAt: new Date(drawnAt),
      };
      void tx.objectStore('drawings').put(kept);
    }
    for (const lesson of lessons) void tx.objectStore('lessons').put(lesson);
    await tx.done;
  }

  async erase(): Promise<void> {
    await this.close();
    await deleteDB(this.#name);
  }

  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    (await database?.catch(() => undefined))?.close();
  }
}
