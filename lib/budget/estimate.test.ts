import { expect, it } from 'vitest';
import { makeHold, told } from '@/e2e/support/make-hold';
import { makeTenant } from '@/e2e/support/make-tenant';
import { expectedCall } from './estimate';
import { settle } from './settle';

it('expects what the tenant’s own calls took, and of others nothing', async () => {
  const [{ ctx }, { ctx: other }] = [await makeTenant(), await makeTenant()];
  for (const output of [10, 20, 30]) {
    const { id } = await makeHold(ctx, 500, 500);
    await settle(ctx, id, told(100, output));
  }
  // Refused by the provider: it took nothing, and says nothing of what a call takes.
  const { id } = await makeHold(ctx, 500, 500);
  await settle(ctx, id, told(0, 0));
  const unknown = await makeHold(ctx, 500, 500);
  await settle(ctx, unknown.id, { outcome: 'unknown', usage: undefined, estimated: true });
  const call = { model: 'claude-sonnet-5-5', feature: 'test' };
  expect(await expectedCall(ctx, call)).toEqual({ inputTokens: 100, outputTokens: 20, calls: 3 });
  expect(await expectedCall(other, call)).toMatchObject({ calls: 0 });
  expect(await expectedCall(ctx, { ...call, feature: 'chat' })).toMatchObject({ calls: 0 });
});
