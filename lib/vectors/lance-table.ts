import { rm } from 'node:fs/promises';
import { connect, type Table } from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Schema, Utf8 } from 'apache-arrow';

/** Of the embedder in force; another one gets a table of its own name. */
export const DIMENSIONS = 512;
const NAME = 'sentences-512';

const COLUMNS = ['id', 'tenant_id', 'chunk_id', 'document_id', 'folder_id'] as const;
const SCHEMA = new Schema([
  ...COLUMNS.map((name) => new Field(name, new Utf8(), false)),
  new Field('vector', new FixedSizeList(DIMENSIONS, new Field('item', new Float32(), true)), false),
]);

/** Every write leaves a version and a fragment behind; so many are merged at once. */
const WRITES_PER_COMPACTION = 16;
/** A search that began before a compaction may still read the old files. */
const OLD_VERSION_MS = 60_000;

/** One tenant's directory: opened at first use, written by one writer at a time. */
export class LanceTable {
  readonly #directory: string;
  #table: Promise<Table> | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #writes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  open(): Promise<Table> {
    this.#table ??= this.#openOrCreate().catch((error) => {
      this.#table = undefined;
      throw error;
    });
    return this.#table;
  }

  /** Commits of concurrent writers can conflict, so they queue here. */
  write<T>(work: (table: Table) => Promise<T>): Promise<T> {
    const run = this.#lastWrite.then(async () => {
      const table = await this.open();
      const result = await work(table);
      this.#writes++;
      if (this.#writes % WRITES_PER_COMPACTION === 0) await compact(table);
      return result;
    });
    this.#lastWrite = run.catch(() => undefined);
    return run;
  }

  drop(): Promise<void> {
    const run = this.#lastWrite.then(async () => {
      const table = await this.#table?.catch(() => undefined);
      table?.close();
      this.#table = undefined;
      await rm(this.#directory, { recursive: true, force: true });
    });
    this.#lastWrite = run.catch(() => undefined);
    return run;
  }

  async #openOrCreate(): Promise<Table> {
    // Interval 0: a read sees what another process, the seed for one, has written meanwhile.
    const database = await connect(this.#directory, { readConsistencyInterval: 0 });
    return database.createEmptyTable(NAME, SCHEMA, { mode: 'create', existOk: true });
  }
}

async function compact(table: Table): Promise<void> {
  const wallClock = performance.timeOrigin + performance.now();
  await table.optimize({ cleanupOlderThan: new Date(wallClock - OLD_VERSION_MS) });
}
