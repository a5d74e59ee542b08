import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

interface SecretRow {
  tenant_id: string;
  id: string;
  secret_sealed: Buffer;
}

interface Sealed {
  host: string;
  value: string;
}

const place = (id: string) => ({ table: 'tool_secret', row: id, column: 'secret' });

/** What a tool shows to the host; undefined where there is none, or it is for another host. */
export async function readToolSecret(
  ctx: TenantContext,
  id: string,
  host: string,
): Promise<string | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<SecretRow>(
      'select tenant_id, id, secret_sealed from tool_secret where tenant_id = :tenant and id = $1',
      [id],
    ),
  );
  if (!row) return undefined;
  const sealed: Sealed = JSON.parse(tenantKeys(ctx).openText(place(row.id), row.secret_sealed));
  return sealed.host === host ? sealed.value : undefined;
}

/** Those that have one, and for which host. */
export async function readSecretHosts(ctx: TenantContext): Promise<Map<string, string>> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<SecretRow>(
      'select tenant_id, id, secret_sealed from tool_secret where tenant_id = :tenant',
    ),
  );
  const keys = tenantKeys(ctx);
  return new Map(
    rows.map(({ id, secret_sealed }) => {
      const sealed: Sealed = JSON.parse(keys.openText(place(id), secret_sealed));
      return [id, sealed.host];
    }),
  );
}

/** Replaces what there was. */
export async function writeToolSecret(
  ctx: TenantContext,
  sql: TenantSql,
  id: string,
  secret: Sealed,
): Promise<void> {
  await sql(
    `insert into tool_secret (tenant_id, id, secret_sealed, changed_at) values (:tenant, $1, $2, $3)
     on conflict (tenant_id, id) do update set secret_sealed = excluded.secret_sealed, changed_at = excluded.changed_at`,
    [id, tenantKeys(ctx).seal(place(id), JSON.stringify(secret)), now()],
  );
}

export async function removeToolSecret(sql: TenantSql, id: string): Promise<void> {
  await sql('delete from tool_secret where tenant_id = :tenant and id = $1', [id]);
}
