import { access, rm } from 'node:fs/promises';
import { connect, Index, type Table } from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Schema, Utf8 } from 'apache-arrow';
import { DIMENSIONS } from '../vector-store';

/** Another number of dimensions gets a table of its own name. */
const NAME = `sentences-${DIMENSIONS}`;

const COLUMNS = ['id', 'tenant_id', 'chunk_id', 'document_id', 'folder_id'] as const;
/** In a table that tenants share: the space that a row belongs to. */
const MARK = 'space';

/** Every write leaves a version and a fragment behind; so many are merged at once. */
const WRITES_PER_COMPACTION = 16;
/** A search that began before a compaction may still read the old files. */
export const OLD_VERSION_MS = 60_000;

/** One directory: opened at first use, written by one writer at a time. */
export class LanceTable {
  readonly #directory: string;
  readonly #marked: boolean;
  #table: Promise<Table> | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #writes = 0;
  #users = 0;

  /** @param marked whether each row carries the space it belongs to, since it shares the table */
  constructor(directory: string, marked: boolean) {
    this.#directory = directory;
    this.#marked = marked;
  }

  /** Whether something reads, writes or waits to. */
  get busy(): boolean {
    return this.#users > 0;
  }

  /** Undefined when nothing was ever written here: a read leaves no directory behind. */
  async read<T>(work: (table: Table) => Promise<T>): Promise<T | undefined> {
    return this.#using(async () => {
      return (await this.#exists()) ? work(await this.#open()) : undefined;
    });
  }

  /** As `read`, in pieces; all of them of the version at the beginning. */
  async *stream<T>(work: (table: Table) => AsyncIterable<T>): AsyncIterable<T> {
    this.#users++;
    try {
      if (await this.#exists()) yield* work(await this.#open());
    } finally {
      this.#users--;
    }
  }

  /** Commits of concurrent writers can conflict, so they queue here. */
  write<T>(work: (table: Table) => Promise<T>): Promise<T> {
    return this.#queued(async () => {
      const table = await this.#open();
      const result = await work(table);
      this.#writes++;
      if (this.#writes % WRITES_PER_COMPACTION === 0) await this.#compact(table);
      return result;
    });
  }

  /** As `write`, but nothing happens when nothing was ever written. */
  change(work: (table: Table) => Promise<unknown>): Promise<void> {
    return this.#using(async () => {
      if (await this.#exists()) await this.write(work);
    });
  }

  /** Rewrites files that hold removed rows, and deletes those of versions that no search reads any more. */
  compact(): Promise<void> {
    return this.#queued(async () => {
      if (await this.#exists()) await this.#compact(await this.#open());
    });
  }

  drop(): Promise<void> {
    return this.#queued(async () => {
      await this.close();
      await rm(this.#directory, { recursive: true, force: true });
    });
  }

  /** Frees the files. Not while it is busy; the next use opens it again. */
  async close(): Promise<void> {
    const table = this.#table;
    this.#table = undefined;
    (await table?.catch(() => undefined))?.close();
  }

  #queued<T>(work: () => Promise<T>): Promise<T> {
    return this.#using(() => {
      const run = this.#lastWrite.then(work);
      this.#lastWrite = run.catch(() => undefined);
      return run;
    });
  }

  async #using<T>(work: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work();
    } finally {
      this.#users--;
    }
  }

  async #compact(table: Table): Promise<void> {
    // Among the rows of many a search finds its own by this index: ten times as fast with 1,000 tenants.
    if (this.#marked && !(await table.listIndices()).some(({ columns }) => columns[0] === MARK))
      await table.createIndex(MARK, { config: Index.btree() });
    const wallClock = performance.timeOrigin + performance.now();
    await table.optimize({ cleanupOlderThan: new Date(wallClock - OLD_VERSION_MS) });
  }

  async #exists(): Promise<boolean> {
    if (this.#table) return true;
    return access(this.#directory).then(
      () => true,
      () => false,
    );
  }

  #open(): Promise<Table> {
    this.#table ??= this.#openOrCreate().catch((error) => {
      this.#table = undefined;
      throw error;
    });
    return this.#table;
  }

  async #openOrCreate(): Promise<Table> {
    // Interval 0: a read sees what another process, the seed for one, has written meanwhile.
    const database = await connect(this.#directory, { readConsistencyInterval: 0 });
    try {
      return await database.createEmptyTable(NAME, schemaOf(this.#marked), {
        mode: 'create',
        existOk: true,
      });
    } finally {
      database.close();
    }
  }
}

function schemaOf(marked: boolean): Schema {
  const names = marked ? [...COLUMNS, MARK] : COLUMNS;
  const item = new Field('item', new Float32(), true);
  return new Schema([
    ...names.map((name) => new Field(name, new Utf8(), false)),
    new Field('vector', new FixedSizeList(DIMENSIONS, item), false),
  ]);
}
