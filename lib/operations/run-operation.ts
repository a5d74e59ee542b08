import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import type { HeldOperation } from '@/lib/tenancy/verify-work';
import { HANDLERS } from './handlers';
import type { Operation } from './operation';
import { ResumeLater } from './resume-later';
import type { OperationKind } from './schema';

/** Work that ends its process, or fails for an unknown reason, this often is not tried again by itself. */
const MAX_ATTEMPTS = 5;
const PAUSE_SECONDS = 5;
const RENEW_MS = 20_000;
const WATCH_MS = 500;

/** Runs one claimed operation to an end that is in the database. Never rejects. */
export async function runOperation(held: HeldOperation, stopping: AbortSignal): Promise<void> {
  const controller = new AbortController();
  const abort = () => controller.abort(ended());
  stopping.addEventListener('abort', abort, { once: true });
  const watching = setInterval(() => {
    whileHeld(held, async () => {}).catch((error) => {
      if (isAppError(error) && error.code === 'cancelled') abort();
    });
  }, WATCH_MS);
  const renewing = setInterval(() => {
    held.renew().catch(() => undefined);
  }, RENEW_MS);
  try {
    await attempt(held, controller.signal);
  } catch (error) {
    await afterFailure(held, stopping, error).catch((failure: Error) =>
      log.error({ ...names(held), err: failure.message }, 'an operation was left to its lease'),
    );
  } finally {
    clearInterval(watching);
    clearInterval(renewing);
    stopping.removeEventListener('abort', abort);
  }
}

async function attempt(held: HeldOperation, signal: AbortSignal): Promise<void> {
  if (held.attempts > MAX_ATTEMPTS) throw new AppError('internal', 'It was interrupted too often.');
  const handler = HANDLERS[held.kind as OperationKind];
  if (!handler) throw new AppError('internal', `Nobody handles ${held.kind}.`);
  const operation: Operation = {
    id: held.id,
    ctx: held.ctx,
    detail: held.detail,
    attempts: held.attempts,
    requestedBy: held.requestedBy,
    reason: held.reason,
    signal,
    progress: (step, done, total) =>
      update(held, 'step = $3, progress_done = $4, progress_total = $5', [step, done, total]),
    note: (detail) => update(held, 'detail = detail || $3::jsonb', [JSON.stringify(detail)]),
  };
  await handler(operation);
  await finish(held, 'done', null);
}

async function afterFailure(
  held: HeldOperation,
  stopping: AbortSignal,
  error: unknown,
): Promise<void> {
  const code = isAppError(error) ? error.code : undefined;
  // Cancelled or taken over: the row says so already and is no longer ours, unless the process stops.
  if (stopping.aborted) return release(held, 0, -1);
  if (code === 'cancelled') return;
  if (error instanceof ResumeLater) return release(held, error.seconds, -1);
  log.error({ ...names(held), err: error }, 'an operation failed');
  const temporary = code === undefined || code === 'store_unavailable';
  if (temporary && held.attempts < MAX_ATTEMPTS)
    return release(held, PAUSE_SECONDS * held.attempts, 0);
  await finish(held, 'failed', code ?? 'internal');
}

/** An erased tenant has no row left to finish. */
async function finish(
  held: HeldOperation,
  state: 'done' | 'failed',
  failureCode: string | null,
): Promise<void> {
  await withTenantSql(held.ctx, async (sql) => {
    const rows = await sql(
      `update tenant_operation set state = $2, failure_code = $3, finished_at = $4, locked_by = null, locked_until = null
       where tenant_id = :tenant and id = $1 and state = 'running' and attempts = $5 returning id`,
      [held.id, state, failureCode, now(), held.attempts],
    );
    if (rows.length === 0) return;
    await recordAudit(held.ctx, sql, {
      action: `operation.${held.kind}.${state}`,
      objectKind: 'operation',
      objectId: held.id,
      outcome: state === 'done' ? 'ok' : 'error',
      detail: failureCode ? { code: failureCode } : {},
    });
  });
}

/** Gives it back for a later attempt, in this process or another. */
async function release(held: HeldOperation, seconds: number, attempts: 0 | -1): Promise<void> {
  await update(
    held,
    `state = 'queued', locked_by = null, attempts = attempts + $3::integer,
     locked_until = clock_timestamp() + make_interval(secs => $4)`,
    [attempts, seconds],
  );
}

function update(held: HeldOperation, set: string, params: unknown[]): Promise<void> {
  return whileHeld(held, async (sql) => {
    await sql(
      `update tenant_operation set ${set} where tenant_id = :tenant and id = $1 and attempts = $2`,
      [held.id, held.attempts, ...params],
    );
  });
}

/** A transaction that fails with `cancelled` unless this attempt still owns the operation. */
async function whileHeld(
  held: HeldOperation,
  work: (sql: TenantSql) => Promise<void>,
): Promise<void> {
  await withTenantSql(held.ctx, async (sql) => {
    const rows = await sql(
      `select id from tenant_operation
       where tenant_id = :tenant and id = $1 and state = 'running' and attempts = $2 for update`,
      [held.id, held.attempts],
    );
    if (!rows[0]) throw ended();
    await work(sql);
  });
}

function ended(): AppError {
  return new AppError('cancelled', 'The operation was cancelled or taken over.');
}

function names(held: HeldOperation) {
  return { operation: held.id, kind: held.kind, tenant: held.ctx.tenantId };
}
