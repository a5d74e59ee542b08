import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';

const SOME = 3;

/** Ids of rows of every table that the context reaches, by table: what an attacker might have learnt. */
export async function everyId(ctx: TenantContext): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>([['tenant', [ctx.tenantId]]]);
  await withTenantSql(ctx, async (sql) => {
    for (const { table, column } of await idColumns(sql)) {
      const rows = await sql<{ id: string }>(
        `select distinct ${column} as id from ${table} where tenant_id = :tenant order by 1 limit ${SOME}`,
      );
      const found = rows.map((row) => row.id);
      if (found.length > 0) ids.set(table, found);
    }
  });
  return ids;
}

/** From the catalogue, so that a new table is attacked without being named anywhere. */
function idColumns(
  sql: <Row extends object>(text: string) => Promise<Row[]>,
): Promise<{ table: string; column: string }[]> {
  return sql<{ table: string; column: string }>(
    `select c.table_name as table, c.column_name as column
     from information_schema.columns c join information_schema.columns t
       on t.table_schema = c.table_schema and t.table_name = c.table_name and t.column_name = 'tenant_id'
     where c.table_schema = 'public' and c.udt_name = 'uuid' and :tenant is not null
       and (c.column_name = 'id' or c.table_name = 'membership' and c.column_name = 'user_id')
       and has_column_privilege(format('%I.%I', c.table_schema, c.table_name), c.column_name, 'select')
     order by 1`,
  );
}
