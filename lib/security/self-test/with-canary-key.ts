import { createKey } from '@/lib/api-keys/create-key';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId, newSecret } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { KEY_SCOPES } from '@/lib/tenancy/schema';
import { verifyApiKey } from '@/lib/tenancy/verify-key';

const DRAFT = {
  name: 'For the self-test',
  scopes: [...KEY_SCOPES],
  days: 1,
  allowList: [],
  limits: {
    requestsPerMinute: null,
    burstPerSecond: null,
    tokensPerMinute: null,
    inFlight: null,
  },
  mayDowngrade: false,
};

/**
 * Does the work with a key of the canary, whose owner's context this is, and its text, and with an answer that this key
 * alone may read. The key is revoked afterwards; its answer is removed by the next one.
 */
export async function withCanaryKey<T>(
  owner: TenantContext,
  work: (key: TenantContext, text: string) => Promise<T>,
): Promise<T> {
  const { id, text } = await createKey(owner, DRAFT);
  try {
    const key = await verifyApiKey(text, { address: '127.0.0.1' });
    await plantAnswer(key);
    return await work(key, text);
  } finally {
    await revokeKey(owner, id);
  }
}

async function plantAnswer(key: TenantContext): Promise<void> {
  const id = newId();
  const place = { table: 'idempotent_answer', row: id, column: 'answer' };
  const answer = tenantKeys(key).seal(place, '{}');
  await withTenantSql(key, async (sql) => {
    await sql(
      'delete from idempotent_answer where tenant_id = :tenant and expires_at < clock_timestamp()',
    );
    await sql(
      `insert into idempotent_answer (tenant_id, id, key_id, name_mac, request_mac, answer_sealed, locked_until, expires_at)
       values (:tenant, $1, $2, $3, $3, $4, clock_timestamp(), clock_timestamp() + interval '5 minutes')`,
      [id, key.principal.id, tenantKeys(key).contentMac(Buffer.from(newSecret())), answer],
    );
  });
}
