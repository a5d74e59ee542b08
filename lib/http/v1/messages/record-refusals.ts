import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { type ErrorCode, isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { keepInFlight } from '../../in-flight';

/** Refusals of one key for one reason that come within so long are one entry, with their number. */
const TOGETHER_MS = 1_000;
/** What failed on our side is logged; the rest of the list is a refusal. */
const NOT_REFUSED: ReadonlySet<ErrorCode> = new Set(['internal', 'cancelled']);

interface Gathering {
  times: number;
}

const gathering = processState('http.refusals', () => new Map<string, Gathering>());

/**
 * Notes in the tenant's audit log that a call was refused before it held anything. The first is written at once; those
 * that follow within a second cost no transaction each. Never throws.
 */
export function noteRefusal(ctx: TenantContext, requestId: string, error: unknown): void {
  if (!isAppError(error) || NOT_REFUSED.has(error.code)) return;
  const { code } = error;
  const key = `${ctx.tenantId}/${ctx.principal.id}/${code}`;
  const known = gathering.get(key);
  if (known) {
    known.times += 1;
    return;
  }
  const fresh: Gathering = { times: 0 };
  gathering.set(key, fresh);
  keepInFlight(write(ctx, code, { requestId, times: 1 }));
  setTimeout(() => {
    gathering.delete(key);
    if (fresh.times > 0) keepInFlight(write(ctx, code, { times: fresh.times }));
  }, TOGETHER_MS).unref();
}

async function write(
  ctx: TenantContext,
  code: ErrorCode,
  { requestId, times }: { requestId?: string; times: number },
): Promise<void> {
  try {
    await withTenantSql(ctx, (sql) =>
      recordAudit(ctx, sql, {
        action: 'message.refuse',
        objectKind: 'answer',
        ...(requestId && { requestId }),
        outcome: 'refused',
        detail: { error: code, times },
      }),
    );
  } catch (error) {
    log.warn({ err: String(error), tenant: ctx.tenantId }, 'a refusal was not recorded');
  }
}
