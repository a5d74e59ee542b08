import type { Client } from 'pg';

interface Column {
  name: string;
  type: string;
  required: boolean;
  /** Of a CHECK that lists words. */
  firstWord: string | null;
}

const CHECK_VIOLATION = '23514';

const VALUES: Record<string, unknown> = {
  uuid: '00000000-0000-4000-8000-00000000000f',
  text: 'xxx',
  bytea: Buffer.alloc(8, 7),
  integer: 1,
  smallint: 1,
  bigint: '1',
  boolean: false,
  jsonb: '{}',
  'double precision': 1,
  date: '2026-11-01',
  'timestamp with time zone': '2026-11-01T00:00:00Z',
  'uuid[]': '{}',
  'text[]': '{x}',
  'smallint[]': '{}',
  'integer[]': '{}',
  'bigint[]': '{}',
};

/** Of JSON, a CHECK names the kind and not the value. */
function plainValue({ type, firstWord }: Column): unknown {
  if (type === 'jsonb') return firstWord === 'array' ? '[]' : VALUES.jsonb;
  return firstWord ?? VALUES[type];
}

/**
 * Inserts rows into any table: what is not given gets a value that the column's type and its CHECK of
 * words accept. A table that comes later is thereby part of the stage without anybody's help.
 */
export class RowFiller {
  readonly #client: Client;
  readonly #columns = new Map<string, Column[]>();

  constructor(client: Client) {
    this.#client = client;
  }

  async put(table: string, given: Record<string, unknown> = {}): Promise<void> {
    const row: Record<string, unknown> = { ...given };
    for (const column of await this.#columnsOf(table)) {
      if (column.name in row || !column.required) continue;
      const value = plainValue(column);
      if (value === undefined)
        throw new Error(`${table}.${column.name}: no value for ${column.type}`);
      row[column.name] = value;
    }
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    const sql = `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`;
    await this.#insert(table, sql, Object.values(row));
  }

  /** A CHECK that no simple value meets is dropped on this stage: it is no lock. */
  async #insert(table: string, sql: string, values: unknown[]): Promise<void> {
    await this.#client.query('savepoint row');
    try {
      await this.#client.query(sql, values);
      await this.#client.query('release row');
    } catch (error) {
      await this.#client.query('rollback to row; release row');
      const { code, constraint, message } = error as {
        code?: string;
        constraint?: string;
        message: string;
      };
      if (code !== CHECK_VIOLATION || !constraint)
        throw new Error(`The stage has no row for ${table}: ${message}`, { cause: error });
      await this.#client.query(`alter table ${table} drop constraint ${constraint}`);
      await this.#insert(table, sql, values);
    }
  }

  async #columnsOf(table: string): Promise<Column[]> {
    const known = this.#columns.get(table);
    if (known) return known;
    const { rows } = await this.#client.query<Column>(
      `select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as required,
         (select substring(pg_get_constraintdef(k.oid) from $$(?:= |ARRAY\\[)'([^']*)'::text$$) from pg_constraint k
          where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
            and pg_get_constraintdef(k.oid) ~ $$(= |ARRAY\\[)'$$ limit 1) as "firstWord"
       from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
      [table],
    );
    this.#columns.set(table, rows);
    return rows;
  }
}
