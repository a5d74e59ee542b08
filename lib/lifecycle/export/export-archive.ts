import { csvRows } from '@/lib/csv';
import type { ArchiveWriter } from '@/lib/objects/tenant-archives';
import { EntryPaths } from './entry-path';
import type { ExportCounts } from './schema';
import { type ZipEntry, ZipWriter } from './zip-writer';

/** Rows a file: a table of any length needs no more memory than one file of it. */
const ROWS_A_FILE = 50_000;

/** The one archive of an export while it is written, with what its manifest will say. */
export class ExportArchive {
  readonly #zip: ZipWriter;
  readonly #paths = new EntryPaths();
  readonly #files: ZipEntry[] = [];
  readonly #at: Date;
  readonly counts: ExportCounts = {
    documents: 0,
    missingDocuments: 0,
    conversations: 0,
    people: 0,
    ledgerRows: 0,
    auditEntries: 0,
  };

  constructor(writer: ArchiveWriter, at: Date) {
    this.#zip = new ZipWriter((bytes) => writer.write(bytes), at);
    this.#at = at;
  }

  /** Adds a file and returns its path, made of the parts and unique. */
  async add(parts: string[], content: Uint8Array | string): Promise<string> {
    const path = this.#paths.take(...parts);
    this.#files.push(await this.#zip.add(path, Buffer.from(content)));
    return path;
  }

  addJson(parts: string[], value: unknown): Promise<string> {
    return this.add(parts, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** A table as CSV files of some length, `name-0001.csv` and on; at least one, with the header. */
  async addTable(
    folder: string,
    name: string,
    header: string[],
    batches: AsyncIterable<string[][]>,
  ): Promise<number> {
    let text = csvRows([header]);
    let rows = 0;
    let part = 1;
    const flush = async () => {
      await this.add([folder, `${name}-${String(part++).padStart(4, '0')}.csv`], text);
      text = csvRows([header]);
    };
    for await (const batch of batches) {
      if (rows > 0 && rows % ROWS_A_FILE === 0) await flush();
      text += csvRows(batch);
      rows += batch.length;
    }
    await flush();
    return rows;
  }

  /** The manifest is the last file and lists every other with its hash. */
  async finish(tenant: { id: string; slug: string; name: string }): Promise<void> {
    await this.addJson(['manifest.json'], {
      format: 'tenantry-export-1',
      tenant,
      createdAt: this.#at.toISOString(),
      counts: this.counts,
      files: this.#files.slice(),
    });
    await this.#zip.finish();
  }
}
