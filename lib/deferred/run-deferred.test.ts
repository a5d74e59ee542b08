import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import {
  allow,
  answersOf,
  count,
  makeWaitingCase,
  queue,
  WaitingDesk,
} from '@/e2e/support/waiting-questions';
import { nextDeferred } from '@/lib/tenancy/verify-deferred';
import { cancelDeferred } from './cancel-deferred';
import { getDeferred } from './queries';
import { runDeferred } from './run-deferred';
import { runAllDeferred } from './start-deferred';

let desk: WaitingDesk;
beforeAll(async () => {
  desk = await WaitingDesk.open();
}, 300_000);
afterEach(() => desk.clear());
afterAll(() => desk.close());

const makeCase = () => makeWaitingCase(desk);

describe('an attempt', () => {
  async function claimed() {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    await allow(tenant, 1_000_000);
    const held = await nextDeferred('first', 60);
    if (held?.id !== waiting.id) throw new Error('It was not claimed.');
    const lapse = () =>
      asSuperuser("update deferred_answer set locked_until = '-infinity' where id = $1", [held.id]);
    return { tenant, member, waiting, held, lapse };
  }

  it('that its process did not live to end is made anew', async () => {
    const { tenant, member, waiting, lapse } = await claimed();
    expect(await nextDeferred('second', 60)).toBeUndefined();
    await lapse();
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'done' });
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);
  });

  it('that was taken over stores no second answer', async () => {
    const { member, waiting, held, lapse } = await claimed();
    await lapse();
    await runAllDeferred();
    await runDeferred(held, new AbortController().signal);
    expect(await answersOf(member.ctx, waiting)).toHaveLength(1);
  });

  it('waits while a hold of it is open, and is not paid for twice once that was charged', async () => {
    const { tenant, member, waiting, lapse } = await claimed();
    await lapse();
    await asSuperuser(
      `insert into reservation (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
         policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano, created_at)
       select $1, gen_random_uuid(), $2, 0, 'user', $3, 'chat', 'claude-haiku-5-5', 1, v.id, v.id, '[]', 5, 5, 100, now()
       from (select min(id) as id from price_version) v`,
      [tenant.ctx.tenantId, waiting.requestId, member.id],
    );
    expect(await nextDeferred('second', 60)).toBeUndefined();
    await asSuperuser(
      "update reservation set renewed_at = now() - interval '1 hour' where request_id = $1",
      [waiting.requestId],
    );
    const { sweepOrphans } = await import('@/lib/chat/sweep-orphans');
    await sweepOrphans();
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({
      state: 'failed',
      failureCode: 'interrupted',
    });
    expect(await answersOf(member.ctx, waiting)).toMatchObject([{ state: 'failed' }]);
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);
  });

  it('goes back to the queue when its process stops before anything was held', async () => {
    const { tenant, member, waiting, held } = await claimed();
    await runDeferred(held, AbortSignal.abort());
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'waiting' });
    expect(await answersOf(member.ctx, waiting)).toEqual([]);
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'done' });
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);
  });

  it('is stopped by a cancel, and keeps what had come', async () => {
    const { member, waiting, held } = await claimed();
    desk.model.configure({ firstTokenMs: 0, tokensPerSecond: 20 });
    const running = runDeferred(held, new AbortController().signal);
    await expect
      .poll(() => desk.model.log.entries.length > 0 && count(member.ctx, 'reservation'), {
        timeout: 20_000,
      })
      .toBe(1);
    await cancelDeferred(member.ctx, waiting.id);
    await running;
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'cancelled' });
    expect(await answersOf(member.ctx, waiting)).toMatchObject([{ state: 'stopped' }]);
  });
});

it('of each workspace one question is answered at a time', async () => {
  const [one, two] = [await makeCase(), await makeCase()];
  const ids = [
    await queue(one.member.ctx),
    await queue(one.member.ctx),
    await queue(two.member.ctx),
  ].map(({ id }) => id);
  for (const { tenant } of [one, two]) await allow(tenant, 1_000_000);
  const first = await nextDeferred('a', 60);
  const second = await nextDeferred('b', 60);
  expect([first?.id, second?.id]).toEqual([ids[0], ids[2]]);
  // One at a time of each.
  expect(await nextDeferred('c', 60)).toBeUndefined();
});

it('a workspace that had its turn comes after one that had none, whoever asked first', async () => {
  const [one, two] = [await makeCase(), await makeCase()];
  const [early, later] = [await queue(one.member.ctx), await queue(one.member.ctx)];
  const other = await queue(two.member.ctx);
  for (const { tenant } of [one, two]) await allow(tenant, 1_000_000);
  expect((await nextDeferred('a', 60))?.id).toBe(early.id);
  await cancelDeferred(one.member.ctx, early.id);
  expect((await nextDeferred('a', 60))?.id).toBe(other.id);
  expect((await nextDeferred('b', 60))?.id).toBe(later.id);
});
