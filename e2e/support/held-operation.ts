import { renewOperation } from '@/lib/db/credentials';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { Operation } from '@/lib/operations/operation';
import type { OperationKind } from '@/lib/operations/schema';
import { lasting, workContext } from '@/lib/tenancy/verify-work';
import type { MadeTenant } from './make-tenant';
import { superuserClient } from './superuser-client';

export interface HeldForTest {
  operation: Operation;
  /** Every step that was reported. */
  steps: string[];
  /** The operation as the attempt after a crash gets it. */
  next(): Operation;
  /** Cancels it as a person does. */
  cancel(): Promise<void>;
  end(): Promise<void>;
}

const LEASE_SECONDS = 120;

/** An operation that runs and that no worker can claim, with the worker's proof for it. */
export async function heldOperation(tenant: MadeTenant, kind: OperationKind): Promise<HeldForTest> {
  const [id, worker, tenantId] = [newId(), newId(), tenant.ctx.tenantId];
  const client = await superuserClient();
  await client.query(
    `insert into tenant_operation (tenant_id, id, kind, state, attempts, locked_by, locked_until, requested_by,
       requested_role, reason, created_at)
     values ($1, $2, $3, 'running', 1, $4, clock_timestamp() + interval '1 hour', $5, 'operator', 'a test', now())`,
    [tenantId, id, kind, worker, tenant.ctx.principal.id],
  );
  const renew = async () => {
    const renewed = await renewOperation(tenantId, id, worker, LEASE_SECONDS);
    if (!renewed) throw new AppError('cancelled', 'The operation was cancelled or taken over.');
    return renewed;
  };
  const first = await renew();
  const ctx = workContext(
    { tenant_id: tenantId, policy_version: 1, time_zone: 'UTC', plan: 'professional', ...first },
    id,
    lasting(first, LEASE_SECONDS),
    async () => lasting(await renew(), LEASE_SECONDS),
  );
  const state = async () => {
    const sql = 'select state from tenant_operation where tenant_id = $1 and id = $2';
    return (await client.query(sql, [tenantId, id])).rows[0]?.state;
  };
  const whileRunning = async () => {
    if ((await state()) !== 'running') throw new AppError('cancelled', 'It was cancelled.');
  };
  const steps: string[] = [];
  const detail: Record<string, unknown> = {};
  const attempt = (attempts: number): Operation => ({
    id,
    ctx,
    detail: structuredClone(detail),
    attempts,
    requestedBy: tenant.ctx.principal.id,
    reason: 'a test',
    signal: new AbortController().signal,
    async progress(step) {
      await whileRunning();
      steps.push(step);
    },
    async note(noted) {
      await whileRunning();
      Object.assign(detail, noted);
    },
  });
  let attempts = 1;
  return {
    operation: attempt(attempts),
    steps,
    next: () => attempt(++attempts),
    async cancel() {
      await client.query(
        `update tenant_operation set state = 'cancelled' where tenant_id = $1 and id = $2`,
        [tenantId, id],
      );
    },
    async end() {
      await client.query(
        `update tenant_operation set state = 'done', locked_by = null, locked_until = null
         where tenant_id = $1 and id = $2 and state = 'running'`,
        [tenantId, id],
      );
      await client.end();
    },
  };
}
