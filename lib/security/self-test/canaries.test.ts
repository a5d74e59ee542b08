import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { closePools } from '@/lib/db/pools';
import { addMember } from '@/lib/tenancy/add-member';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { enterCanaries, leaveCanaries } from './canaries';

let worker: TestWorker;
beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
});
afterAll(async () => {
  await worker.close();
  await closePools();
});

it('makes two canaries once, and leaves no session of theirs behind', async () => {
  const operator = await makePlatformPerson('operator');
  const first = await enterCanaries(operator);
  expect(new Set(first.map(({ ctx }) => ctx.tenantId)).size).toBe(2);
  await leaveCanaries(first);
  for (const { session, slug } of first)
    await expect(verifyTenantSession(session, slug)).rejects.toMatchObject({ code: 'not_found' });
  const again = await enterCanaries(operator);
  await leaveCanaries(again);
  expect(again.map(({ slug, word }) => [slug, word])).toEqual(
    first.map(({ slug, word }) => [slug, word]),
  );
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
