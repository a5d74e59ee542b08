import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { newKeyCredential } from '@/lib/tenancy/key-credential';
import { sealKeyName } from './key-name';
import type { CreatedKey, CreateKey } from './schema';

/** Keys of a workspace that are in force at once. */
const MOST = 100;

/**
 * Adds a key in the caller's transaction. `networks` are in PostgreSQL's notation; `seconds` from now, by the
 * database's clock, which is the one that ends a key. Throws `conflict` when there are 100 already.
 */
export async function addKey(
  ctx: TenantContext,
  sql: TenantSql,
  key: Pick<CreateKey, 'name' | 'scopes' | 'limits' | 'mayDowngrade'> & {
    networks: readonly string[];
    seconds: number | null;
    replaces?: string;
  },
): Promise<CreatedKey> {
  // Those that are added at once would each find room for themselves.
  await sql(`select pg_advisory_xact_lock(hashtextextended('api keys ' || :tenant::text, 0))`);
  const [active] = await sql<{ keys: number }>(
    `select count(*)::integer as keys from api_key where tenant_id = :tenant and revoked_at is null
       and (expires_at is null or expires_at > clock_timestamp())`,
  );
  if ((active?.keys ?? 0) >= MOST)
    throw new AppError('conflict', `A workspace has at most ${MOST} keys. Revoke one first.`);
  const { keyId, tier, hmac, text } = newKeyCredential(ctx.plan);
  await sql(
    `insert into api_key (tenant_id, id, name_sealed, tier, secret_hash, scopes, allow_list, requests_per_minute,
       burst_per_second, tokens_per_minute, in_flight, may_downgrade, created_by, created_at, expires_at, replaces, ancestors)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
       clock_timestamp() + make_interval(secs => $14), $15,
       coalesce((select k.ancestors || k.id from api_key k where k.tenant_id = :tenant and k.id = $15), '{}'))`,
    [
      keyId,
      sealKeyName(ctx, keyId, key.name),
      tier,
      hmac,
      key.scopes,
      key.networks,
      key.limits.requestsPerMinute,
      key.limits.burstPerSecond,
      key.limits.tokensPerMinute,
      key.limits.inFlight,
      key.mayDowngrade,
      ctx.principal.id,
      now(),
      key.seconds,
      key.replaces ?? null,
    ],
  );
  return { id: keyId, text };
}
