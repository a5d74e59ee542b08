import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { ErrorCode } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';

/** Refusals that a tenant can bring about as fast as it can ask. */
const FOLDED: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'concurrency_limited',
  'budget_exhausted',
  'forbidden',
]);
const FOLD_MS = 60_000;

interface Group {
  ctx: TenantContext;
  feature: string;
  code: ErrorCode;
  from: Date;
  times: number;
}

const groups = processState('traffic.refusalCounts', () => new Map<string, Group>());

/**
 * Whether a refusal is counted here and needs no row of its own: the first of a person or key for a reason is stored by
 * whoever refused it; those that follow within a minute are one row of `request` with their number and one audit
 * entry. What a process that dies has not written yet is lost with it.
 */
export function foldRefusal(ctx: TenantContext, feature: string, code: ErrorCode): boolean {
  if (!FOLDED.has(code)) return false;
  const key = `${ctx.tenantId}/${ctx.principal.id}/${feature}/${code}`;
  const open = groups.get(key);
  if (open) {
    open.times++;
    return true;
  }
  groups.set(key, { ctx, feature, code, from: now(), times: 0 });
  setTimeout(() => {
    const group = groups.get(key);
    groups.delete(key);
    if (group) void write(group);
  }, FOLD_MS).unref();
  return false;
}

/** Counts a refusal of which nobody else keeps anything, such as one from memory. */
export function countRefusal(ctx: TenantContext, feature: string, code: ErrorCode): void {
  if (foldRefusal(ctx, feature, code)) return;
  void write({ ctx, feature, code, from: now(), times: 1 });
}

/** Writes what is counted so far, at a shutdown and in tests. */
export async function writeRefusals(): Promise<void> {
  const open = [...groups.values()];
  groups.clear();
  await Promise.all(open.map(write));
}

async function write({ ctx, feature, code, from, times }: Group): Promise<void> {
  if (times === 0) return;
  const { kind, id } = ctx.principal;
  try {
    await withTenantSql(ctx, async (sql) => {
      await sql(
        `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, error_code, policy_version,
           started_at, latency_ms, repeats)
         values (:tenant, $1, $2, $3, $4, 'refused', $5, $6, $7, 0, $8)`,
        [newId(), kind, id, feature, code, ctx.policyVersion, from, times],
      );
      await recordAudit(ctx, sql, {
        action: feature === 'messages' ? 'message.refuse' : 'answer.refuse',
        objectKind: 'answer',
        outcome: 'refused',
        detail: { error: code, times },
      });
    });
  } catch (error) {
    log.warn({ err: String(error), tenant: ctx.tenantId, times }, 'refusals were not recorded');
  }
}
