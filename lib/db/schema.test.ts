import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownerClient } from '@/e2e/support/owner-client';

/** Both sides in one notation: `table.column type`, with `?` for nullable and `=` for a default. */
interface Shape {
  columns: string[];
  primaryKeys: string[];
  uniques: string[];
}

const TYPES: Record<string, string> = {
  'String @db.Uuid': 'uuid',
  String: 'text',
  BigInt: 'bigint',
  Int: 'integer',
  'Int @db.SmallInt': 'smallint',
  Boolean: 'boolean',
  Bytes: 'bytea',
  Json: 'jsonb',
  Float: 'double precision',
  'DateTime @db.Timestamptz(6)': 'timestamp with time zone',
  'DateTime @db.Date': 'date',
};

let live: Shape;
let owner: Awaited<ReturnType<typeof ownerClient>>;

beforeAll(async () => {
  owner = await ownerClient();
  live = await readCatalogue();
});
afterAll(() => owner.end());

it('has every column of the database with its type, nullability and default', () => {
  expect(readSchema().columns).toEqual(live.columns);
});

it('has every primary key and unique key of the database', () => {
  expect(readSchema().primaryKeys).toEqual(live.primaryKeys);
  expect(readSchema().uniques).toEqual(live.uniques);
});

function readSchema(): Shape {
  const text = readFileSync('prisma/schema.prisma', 'utf8');
  const shape: Shape = { columns: [], primaryKeys: [], uniques: [] };
  for (const [, body = ''] of text.matchAll(/^model \w+ \{\n(.*?)^\}/gms)) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    const column = (field: string) => {
      const line = new RegExp(`^\\s+${field}\\s.*`, 'm').exec(body)?.[0] ?? '';
      return /@map\("(\w+)"\)/.exec(line)?.[1] ?? field;
    };
    const key = (fields: string) => `${table}(${fields.split(', ').map(column).join(', ')})`;
    for (const line of body.split('\n')) {
      const block = /^\s+@@(id|unique)\(\[(.*?)\]/.exec(line);
      if (block?.[2]) (block[1] === 'id' ? shape.primaryKeys : shape.uniques).push(key(block[2]));
      const [, field, type, suffix = '', attributes = ''] =
        /^\s+(\w+)\s+(\w+)(\?|\[\])?(.*)$/.exec(line) ?? [];
      if (!field || !type) continue;
      const native = /@db\.\w+(\(\d+\))?/.exec(attributes)?.[0];
      const sqlType = TYPES[native ? `${type} ${native}` : type] ?? `unknown ${type} ${native}`;
      const fallback = attributes.includes('@default') ? '=' : '';
      shape.columns.push(`${table}.${column(field)} ${sqlType}${suffix}${fallback}`);
      if (/@id\b/.test(attributes)) shape.primaryKeys.push(key(field));
      if (/@unique\b/.test(attributes)) shape.uniques.push(key(field));
    }
  }
  return sorted(shape);
}

async function readCatalogue(): Promise<Shape> {
  const columns = await owner.query<{ text: string }>(
    `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then '' else '?' end || case when a.atthasdef then '=' else '' end as text
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and c.relname not in ('_prisma_migrations', 'migrate_test')`,
  );
  // Prisma's schema has no words for a key over some of the rows.
  const keys = await owner.query<{ text: string; primary: boolean }>(
    `select c.relname || '(' || (select string_agg(a.attname, ', ' order by k.place)
         from unnest(i.indkey) with ordinality k (number, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number) || ')' as text,
       i.indisprimary as primary
     from pg_index i join pg_class c on c.oid = i.indrelid
     where i.indisunique and i.indpred is null and c.relnamespace = 'public'::regnamespace and c.relname <> '_prisma_migrations'`,
  );
  const texts = (primary: boolean) =>
    keys.rows.filter((row) => row.primary === primary).map((row) => row.text);
  return sorted({
    columns: columns.rows.map((row) => row.text),
    primaryKeys: texts(true),
    uniques: texts(false),
  });
}

function sorted(shape: Shape): Shape {
  return {
    columns: shape.columns.sort(),
    primaryKeys: shape.primaryKeys.sort(),
    uniques: shape.uniques.sort(),
  };
}
