import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { AppError, ErrorCode } from '@/lib/errors';
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

/** An error of the product, or what is known of one. */
type Refusal = Pick<AppError, 'code' | 'limit'>;

interface Group {
  ctx: TenantContext;
  feature: string;
  code: ErrorCode;
  /** Its name, where the refusal says which. */
  limit: string | undefined;
  from: Date;
  last: Date;
  times: number;
}

const groups = processState('traffic.refusalCounts', () => new Map<string, Group>());

/**
 * Whether a refusal is counted here and needs no row of its own: the first of a person or key by a limit is stored by
 * whoever refused it; those that follow within a minute are one row of `request` and one audit entry, with their number and
 * when the first and the last were. What a process that dies has not written yet is lost with it.
 */
export function foldRefusal(ctx: TenantContext, feature: string, refused: Refusal): boolean {
  const { code } = refused;
  const limit = refused.limit?.name;
  if (!FOLDED.has(code)) return false;
  const key = `${ctx.tenantId}/${ctx.principal.id}/${feature}/${code}/${limit ?? ''}`;
  const open = groups.get(key);
  const at = now();
  if (open) {
    if (open.times === 0) open.from = at;
    open.last = at;
    open.times++;
    return true;
  }
  groups.set(key, { ctx, feature, code, limit, from: at, last: at, times: 0 });
  setTimeout(() => {
    const group = groups.get(key);
    groups.delete(key);
    if (group) void write(group);
  }, FOLD_MS).unref();
  return false;
}

/** Counts a refusal of which nobody else keeps anything, such as one from memory. */
export function countRefusal(ctx: TenantContext, feature: string, refused: Refusal): void {
  if (foldRefusal(ctx, feature, refused)) return;
  const at = now();
  const { code, limit } = refused;
  void write({ ctx, feature, code, limit: limit?.name, from: at, last: at, times: 1 });
}

/** Writes what is counted so far, at a shutdown and in tests. */
export async function writeRefusals(): Promise<void> {
  const open = [...groups.values()];
  groups.clear();
  await Promise.all(open.map(write));
}

async function write({ ctx, feature, code, limit, from, last, times }: Group): Promise<void> {
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
        detail: {
          ...{ error: code, limit: limit ?? null, times },
          ...{ first: from.toISOString(), last: last.toISOString() },
        },
      });
    });
  } catch (error) {
    log.warn({ err: String(error), tenant: ctx.tenantId, times }, 'refusals were not recorded');
  }
}
