import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { startRollups } from '@/lib/metering/rollups/schedule-rollups';
import { startOperations } from '@/lib/operations/run-operations';
import { addMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type Canary, enterCanaries, leaveCanaries } from './canaries';

let worker: TestWorker;
let operations: ReturnType<typeof startOperations>;
let rollups: ReturnType<typeof startRollups>;
beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  operations = startOperations();
  rollups = startRollups();
  await ensureLocalModel();
});
afterAll(async () => {
  await worker.close();
  await operations.stop();
  await rollups.stop();
  await closeLocalModel();
  await closePools();
});

/** Of everything that a second test should find, and not make again. */
async function owned({ ctx }: { ctx: TenantContext }) {
  const counts = [
    'document',
    'folder',
    'user_group',
    'membership',
    'persona',
    'tool_secret',
    'message',
    'citation',
    'answer_trace',
    'answer_feedback',
    'conversation_posting',
    'legal_hold',
    'ledger_entry',
    'tenant_operation',
    'tenant_export',
    'budget_notice',
    'deferred_answer',
    'quota_request',
    'support_grant',
    'plan_change',
    'tenant_leave',
    'billing_terms',
    'issued_statement',
  ].map((table) => `(select count(*)::int from ${table} where tenant_id = :tenant) as ${table}`);
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<Record<string, number>>(`select ${counts.join(', ')} where :tenant is not null`),
  );
  return row;
}

it('makes two canaries once, and leaves no session of theirs behind', async () => {
  const operator = await makePlatformPerson('operator');
  const first = await enterCanaries(operator);
  expect(new Set(first.map(({ ctx }) => ctx.tenantId)).size).toBe(2);
  const before = await Promise.all(first.map(owned));
  expect(before[0]).toMatchObject({
    document: 1,
    membership: 2,
    // Of its document, its question and the answer.
    ledger_entry: 3,
    tenant_export: 1,
  });
  await leaveCanaries(first);
  for (const { session, slug } of first)
    await expect(verifyTenantSession(session, slug)).rejects.toMatchObject({ code: 'not_found' });
  const again = await enterCanaries(operator);
  expect(await Promise.all(again.map(owned))).toEqual(before);
  await leaveCanaries(again);
  // A running answer is kept for two minutes, so that each test begins one of its own.
  const ids = ({ ctx: _ctx, session: _session, streamId: _stream, ...same }: Canary) => same;
  expect(again.map(ids)).toEqual(first.map(ids));
});

it('has owners whose address nobody can have taken before', async () => {
  const { ctx } = await makeTenant();
  const member = { email: 'canary-1@self-test.invalid', name: 'Squatter', role: 'member' as const };
  const { id } = await addMember(ctx, member);
  const canaries = await enterCanaries(await makePlatformPerson('operator'));
  await leaveCanaries(canaries);
  for (const canary of canaries) {
    expect(canary.ctx.principal.id).not.toBe(id);
    expect(canary.ctx.principal.email).toMatch(/^[0-9a-f-]{36}@self-test\.invalid$/);
  }
});
