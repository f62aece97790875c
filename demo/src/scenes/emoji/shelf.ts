// Everything of this scene that outlives the page: versions of the model, and the drawings they were taught.

import { signal } from '@preact/signals';
import type { Model, ModelStore, StoreStatus, VersionInfo } from 'attune';
import { fromFile, toFile } from '../../frame/json-file.ts';
import type { Files } from '../scene.ts';
import { Album, type AlbumDrawing, type NewDrawing, type PackedAlbum } from './album.ts';
import { type Emoji, MODEL_NAME } from './emoji-model.ts';

/** What is on the disk, in numbers. */
export interface Stock {
  readonly drawings: number;
  readonly bytes: number;
}

export interface LessonNotes {
  readonly note: string;
  readonly taughtBefore: readonly AlbumDrawing[];
  readonly added: readonly NewDrawing[];
  /** How many of all the drawings it knows. */
  readonly known: number;
  readonly updateMs: number;
}

type SaveVersion = typeof import('./learn.ts').save;

const NOTHING: Stock = { drawings: 0, bytes: 0 };

export class Shelf {
  /** Oldest first. */
  readonly versions = signal<readonly VersionInfo[]>([]);
  readonly stock = signal<Stock>(NOTHING);
  readonly store: ModelStore;
  readonly #album: Album;
  readonly #save: SaveVersion;
  readonly #baseBytes: number;

  /** @param baseBytes size of the model file, which the store keeps once for all versions */
  constructor(store: ModelStore, save: SaveVersion, baseBytes: number) {
    this.store = store;
    this.#album = new Album(store.name);
    this.#save = save;
    this.#baseBytes = baseBytes;
  }

  /** Saves the newest model and the drawings that it was taught. */
  async save(
    model: Model<Emoji>,
    { note, taughtBefore, added, known, updateMs }: LessonNotes,
  ): Promise<AlbumDrawing[]> {
    const { lesson, drawings } = await this.#album.addLesson(taughtBefore, added);
    const metrics = { lesson, known, drawings: drawings.length, updateMs };
    await this.#save(this.store, model, { note, metrics });
    await this.refresh();
    return drawings;
  }

  /** What the newest version was taught. */
  drawings(): Promise<AlbumDrawing[]> {
    return this.#album.drawingsOf(this.versions.value.at(-1)?.metrics.lesson);
  }

  async rollback(to: number): Promise<void> {
    await this.store.rollback(MODEL_NAME, { to });
    await this.refresh();
  }

  status(): Promise<StoreStatus> {
    return this.store.status(MODEL_NAME);
  }

  /** Reads anew what is there; drops drawings that no version knows any more. */
  async refresh(): Promise<void> {
    const versions = await this.store.versions(MODEL_NAME);
    if (versions.length === 0) {
      this.stock.value = NOTHING;
    } else {
      const album = await this.#album.prune(versions.flatMap(({ metrics }) => metrics.lesson ?? []));
      const learned = versions.reduce((sum, { byteLength }) => sum + byteLength, 0);
      this.stock.value = { drawings: album.count, bytes: this.#baseBytes + learned + album.bytes };
    }
    this.versions.value = versions;
  }

  async pack(): Promise<Files> {
    if (this.versions.value.length === 0) return {};
    const { bytes } = await this.store.export({ includesPersonalData: true });
    return { 'store.zip': bytes, 'album.json': toFile(await this.#album.pack()) };
  }

  async unpack(files: Files): Promise<void> {
    const [store, album] = [files['store.zip'], fromFile<PackedAlbum>(files['album.json'])];
    if (store === undefined || album === undefined) return;
    await this.store.import(store as Uint8Array<ArrayBuffer>);
    await this.#album.unpack(album);
    await this.refresh();
  }

  async erase(): Promise<void> {
    await this.store.erase();
    await this.#album.erase();
    // Not by looking: that would make the databases anew.
    this.versions.value = [];
    this.stock.value = NOTHING;
  }
}
