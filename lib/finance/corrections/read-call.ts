import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { priceBooks } from '@/lib/metering/price-book';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import type {
  CorrectableCall,
  CorrectedTokens,
  CorrectionPreview,
  PreviewCorrection,
} from './schema';

interface StoredEntry {
  id: string;
  at: Date;
  kind: 'call' | 'adjustment';
  reason: string;
  tenant_id: string;
  tenant_name: string;
  request_id: string;
  feature: string;
  model: string;
  batch: boolean;
  account: 'platform' | 'own';
  outcome: string;
  estimated: boolean;
  cost_version: number;
  price_version: number;
  input: number;
  output: number;
  cache_read: number;
  write_5m: number;
  write_1h: number;
  cost: string;
  price: string;
}

/** A call of a tenant with its corrections, oldest first. Throws `not_found`, also for an entry that is a correction. */
export async function readCall(
  ctx: PlatformContext,
  tenantId: string,
  entryId: string,
): Promise<CorrectableCall> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'ledger.view',
    reason: 'Looked at a ledger entry',
    tenantId,
    detail: { entry: entryId },
    fold: '5 minutes',
  };
  return toCall(await withPlatform(ctx, why, (sql) => readEntries(sql, tenantId, entryId)));
}

/** What the call would come to with other tokens, at the versions that its reservation named. Nothing is saved. */
export async function previewCorrection(
  ctx: PlatformContext,
  { tenantId, entryId, tokens }: PreviewCorrection,
): Promise<CorrectionPreview> {
  authorizePlatform(ctx, 'ledger:correct');
  const why = {
    action: 'ledger.preview',
    reason: 'Looked at the effect of a correction',
    tenantId,
    detail: { entry: entryId },
    fold: '5 minutes',
  };
  const { call, plan } = await withPlatform(ctx, why, async (sql) => {
    const call = toCall(await readEntries(sql, tenantId, entryId));
    return { call, plan: await planAt(sql, tenantId, call.at) };
  });
  const bookOf = await priceBooks(plan);
  const { cost, price } = bookOf({ cost: call.costVersion, price: call.priceVersion }).priceCall(
    call.model,
    tokens,
    call.batch,
  );
  return {
    costNano: call.account === 'own' ? '0' : cost.toString(),
    priceNano: price.toString(),
  };
}

/** The plan that the tenant had then, whose prices the call went by. */
async function planAt(sql: PlatformSql, tenantId: string, at: string): Promise<Plan> {
  const [row] = await sql<{ plan: Plan | null }>('select tenancy.plan_at($1, $2) as plan', [
    tenantId,
    at,
  ]);
  if (!row?.plan) throw notFound();
  return row.plan;
}

function readEntries(sql: PlatformSql, tenantId: string, entryId: string): Promise<StoredEntry[]> {
  return sql<StoredEntry>(
    `select l.id, l.at, l.kind, l.reason, l.tenant_id, t.name as tenant_name, l.request_id, l.feature, l.model, l.batch,
       l.account, l.outcome, l.estimated, l.cost_version, l.price_version, l.input_tokens::float8 as input,
       l.output_tokens::float8 as output, l.cache_read_tokens::float8 as cache_read,
       l.cache_write_5m_tokens::float8 as write_5m, l.cache_write_1h_tokens::float8 as write_1h,
       l.cost_nano::text as cost, l.price_nano::text as price
     from ledger_entry l join tenant t on t.id = l.tenant_id
     where l.tenant_id = $1 and (l.id = $2 or l.adjusts = $2) order by l.kind desc, l.at, l.id`,
    [tenantId, entryId],
  );
}

function toCall(entries: readonly StoredEntry[]): CorrectableCall {
  const call = entries.find((entry) => entry.kind === 'call');
  if (!call) throw notFound();
  const total = (of: (entry: StoredEntry) => string) =>
    entries.reduce((sum, entry) => sum + BigInt(of(entry)), 0n).toString();
  return {
    id: call.id,
    at: call.at.toISOString(),
    tenant: { id: call.tenant_id, name: call.tenant_name },
    requestId: call.request_id,
    feature: call.feature,
    model: call.model,
    batch: call.batch,
    account: call.account,
    outcome: call.outcome,
    estimated: call.estimated,
    costVersion: call.cost_version,
    priceVersion: call.price_version,
    booked: { tokens: tokensOf([call]), costNano: call.cost, priceNano: call.price },
    net: {
      tokens: tokensOf(entries),
      costNano: total((entry) => entry.cost),
      priceNano: total((entry) => entry.price),
    },
    corrections: entries
      .filter((entry) => entry.kind === 'adjustment')
      .map((entry) => ({
        id: entry.id,
        at: entry.at.toISOString(),
        reason: entry.reason,
        costNano: entry.cost,
        priceNano: entry.price,
      })),
  };
}

function tokensOf(entries: readonly StoredEntry[]): CorrectedTokens {
  const sum = (of: (entry: StoredEntry) => number) =>
    entries.reduce((total, entry) => total + of(entry), 0);
  return {
    inputTokens: sum((entry) => entry.input),
    outputTokens: sum((entry) => entry.output),
    cacheReadTokens: sum((entry) => entry.cache_read),
    cacheWrite5mTokens: sum((entry) => entry.write_5m),
    cacheWrite1hTokens: sum((entry) => entry.write_1h),
  };
}
