import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

/** An answer as it went out. */
export interface StoredAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** The caller's name for a request, and the request, as keyed hashes. */
export interface RequestName {
  name: Buffer;
  request: Buffer;
}

/** A process that died with a request leaves it to whoever asks again after that. */
const LOCK_MINUTES = 15;
const KEPT_HOURS = 24;
const REMOVED_AT_ONCE = 100;

interface Row {
  tenant_id: string;
  id: string;
  request_mac: Buffer;
  answer_sealed: Buffer | null;
  locked: boolean;
}

/**
 * Takes the name for this request: the id under which its answer is to be stored. Or gives the answer that is there.
 * Throws `conflict` when the name is another request's, or its own is still being served.
 */
export async function claimName(
  ctx: TenantContext,
  { name, request }: RequestName,
): Promise<{ id: string } | { answer: StoredAnswer }> {
  const id = newId();
  const row = await withTenantSql(ctx, async (sql) => {
    await sql(
      `delete from idempotent_answer where tenant_id = :tenant and id in (
         select id from idempotent_answer where tenant_id = :tenant and expires_at < clock_timestamp() limit ${REMOVED_AT_ONCE}
         for update skip locked)`,
    );
    const taken = await sql(
      `insert into idempotent_answer (tenant_id, id, key_id, name_mac, request_mac, locked_until, expires_at)
       values (:tenant, $1, $2, $3, $4, clock_timestamp() + make_interval(mins => ${LOCK_MINUTES}),
         clock_timestamp() + make_interval(hours => ${KEPT_HOURS}))
       on conflict (tenant_id, key_id, name_mac) do nothing returning id`,
      [id, ctx.principal.id, name, request],
    );
    if (taken.length > 0) return undefined;
    const [known] = await sql<Row>(
      `select tenant_id, id, request_mac, answer_sealed, locked_until > clock_timestamp() as locked
       from idempotent_answer where tenant_id = :tenant and key_id = $1 and name_mac = $2 for update`,
      [ctx.principal.id, name],
    );
    if (known && !known.answer_sealed && !known.locked)
      await sql(
        `update idempotent_answer set request_mac = $2,
           locked_until = clock_timestamp() + make_interval(mins => ${LOCK_MINUTES})
         where tenant_id = :tenant and id = $1`,
        [known.id, request],
      );
    return known ?? null;
  });
  if (row === undefined) return { id };
  if (row === null || (!row.answer_sealed && row.locked && row.request_mac.equals(request)))
    throw new AppError('conflict', 'A request with this idempotency key is still being served.', {
      retryAfter: 1,
    });
  if (!row.answer_sealed && !row.locked) return { id: row.id };
  if (!row.request_mac.equals(request) || !row.answer_sealed)
    throw new AppError('conflict', 'This idempotency key was used for another request.');
  const text = tenantKeys(ctx).openText(placeOf(row.id), row.answer_sealed);
  return { answer: JSON.parse(text) as StoredAnswer };
}

export async function storeAnswer(
  ctx: TenantContext,
  id: string,
  answer: StoredAnswer,
): Promise<void> {
  const sealed = tenantKeys(ctx).seal(placeOf(id), JSON.stringify(answer));
  await withTenantSql(ctx, (sql) =>
    sql('update idempotent_answer set answer_sealed = $2 where tenant_id = :tenant and id = $1', [
      id,
      sealed,
    ]),
  );
}

/** What failed may be tried again under its name. */
export async function releaseName(ctx: TenantContext, id: string): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql(
      'delete from idempotent_answer where tenant_id = :tenant and id = $1 and answer_sealed is null',
      [id],
    ),
  );
}

function placeOf(id: string) {
  return { table: 'idempotent_answer', row: id, column: 'answer' };
}
