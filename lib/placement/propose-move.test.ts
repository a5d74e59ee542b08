import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { heldOperation } from '@/e2e/support/held-operation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { moveAsTwo } from '@/e2e/support/move-as-two';
import { runOperation } from '@/e2e/support/run-operation';
import { runPolicyChanges } from '@/lib/db/credentials';
import type { OutgoingNotice } from '@/lib/db/notice-outbox';
import { closePools } from '@/lib/db/pools';
import { mailOf } from '@/lib/notify/notice-message';
import { listOperations } from '@/lib/operations/list-operations';
import { requestOperation } from '@/lib/operations/request-operation';
import { decideChange, steerChange } from '@/lib/policies/decide-change';
import { listChanges } from '@/lib/policies/queries';
import type { PlatformContext } from '@/lib/tenancy/context';
import { proposeMove } from './propose-move';
import { readPlacement } from './read-placement';
import { cancelMove, requestRelease } from './request-move';
import type { Target } from './schema';
import { setVectorCluster } from './set-vector-cluster';

const HOME: Target = { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'namespace' };
const TOGETHER: Target = { ...HOME, vectorTier: 'shared' };
const CLUSTER: Target = { ...HOME, vectorStore: 'qdrant', vectorTier: 'dedicated' };
const reason = 'Agreed with the customer';

let [one, two] = [] as unknown as [PlatformContext, PlatformContext];

beforeAll(async () => {
  one = await makePlatformPerson('operator');
  two = await makePlatformPerson('operator');
});
afterAll(closePools);

const newTenant = async () => (await makeTenant()).ctx.tenantId;
/** A tenant with something else in hand, so that no worker of another test file takes its move. */
async function unmoved() {
  const tenant = await makeTenant();
  return {
    tenant,
    tenantId: tenant.ctx.tenantId,
    held: await heldOperation(tenant, 'reindex'),
  };
}
const propose = (tenantId: string, target: Target, startsAt?: string) =>
  proposeMove(one, { tenantId, target, reason, startsAt });
const approve = (id: string, by = two) => decideChange(by, { id, approve: true, reason });
const moves = async (tenantId: string) =>
  (await listOperations(one, tenantId)).filter(({ kind }) => kind === 'move');
const place = async (tenantId: string): Promise<Target> => {
  const { databaseTier, vectorStore, vectorTier } = await readPlacement(one, tenantId);
  return { databaseTier, vectorStore, vectorTier };
};

describe('proposing a move', () => {
  it('is for operators, to a place that exists and is another', async () => {
    const auditor = await makePlatformPerson('auditor');
    const tenantId = await newTenant();
    await expect(
      proposeMove(auditor, { tenantId, target: TOGETHER, reason }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const impossible = [HOME, { ...HOME, vectorStore: 'pgvector' as const }, CLUSTER];
    for (const target of impossible)
      await expect(propose(tenantId, target)).rejects.toMatchObject({ code: 'conflict' });
    await expect(propose('00000000-0000-4000-8000-000000000000', TOGETHER)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(requestRelease(one, { tenantId, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await listChanges(one, tenantId)).toEqual([]);
  });

  it('is once at a time, also at once', async () => {
    const tenantId = await newTenant();
    const both = await Promise.allSettled([
      propose(tenantId, TOGETHER),
      proposeMove(two, { tenantId, target: { ...HOME, databaseTier: 'schema' }, reason }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict' },
    });
    expect(await moves(tenantId)).toEqual([]);
  });

  it('tells the operators whose data and nothing of why', async () => {
    const { ctx, slug } = await makeTenant();
    await propose(ctx.tenantId, TOGETHER);
    const [row] = await asSuperuser<Omit<OutgoingNotice, 'tenant' | 'tenantId'>>(
      "select id, kind, at, payload from notice where subject_tenant = $1 and kind = 'policy_waiting'",
      [ctx.tenantId],
    );
    if (!row) throw new Error('Nobody was told.');
    const { text } = mailOf(
      { ...row, tenantId: ctx.tenantId, tenant: slug },
      'https://console.test',
    );
    expect(text).toContain(`A move of the data of ${slug} is proposed.`);
    expect(text).not.toContain(reason);
  });
});

describe('a move', () => {
  it('waits for another operator, runs as ever, and goes back the same way', async () => {
    const tenant = await makeTenant();
    const { tenantId } = tenant.ctx;
    await addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
    const { change, state } = await propose(tenantId, TOGETHER);
    expect(state).toBe('waiting');
    await runPolicyChanges(new Date(Date.now() + 86_400_000));
    await expect(approve(change, one)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await moves(tenantId)).toEqual([]);
    expect(await approve(change)).toEqual({ state: 'done', tenants: 1, overtaken: 0 });
    const [move] = await moves(tenantId);
    expect(move).toMatchObject({ id: change, detail: { target: TOGETHER }, reason });
    await expect(propose(tenantId, TOGETHER)).rejects.toMatchObject({ code: 'conflict' });
    expect(await runOperation(one, change)).toBe('done');
    expect(await place(tenantId)).toEqual(TOGETHER);
    expect(await listChanges(one, tenantId)).toMatchObject([
      { id: change, kind: 'placement', state: 'done', expects: HOME, patch: TOGETHER, reason },
    ]);
    const [entry] = await asSuperuser<{ actor_id: string; detail: object }>(
      "select actor_id, detail from audit_entry where tenant_id = $1 and action = 'operation.move'",
      [tenantId],
    );
    expect(entry).toMatchObject({
      actor_id: two.userId,
      detail: { from: HOME, to: TOGETHER, proposedBy: one.userId, decidedBy: two.userId },
    });
    const undo = steerChange(one, { id: change, step: 'undo', reason });
    await expect(undo).rejects.toMatchObject({ code: 'conflict' });
    const back = await moveAsTwo(one, { tenantId, target: HOME, reason });
    expect(await runOperation(one, back)).toBe('done');
    expect(await place(tenantId)).toEqual(HOME);
  });

  it('is refused, withdrawn or cancelled, and the data stays', async () => {
    const { tenantId, held } = await unmoved();
    const refused = await propose(tenantId, TOGETHER);
    await decideChange(two, { id: refused.change, approve: false, reason });
    await expect(approve(refused.change)).rejects.toMatchObject({ code: 'conflict' });
    const withdrawn = await propose(tenantId, TOGETHER);
    await steerChange(one, { id: withdrawn.change, step: 'withdraw', reason });
    expect(await moves(tenantId)).toEqual([]);
    const { change } = await propose(tenantId, TOGETHER);
    await approve(change);
    await cancelMove(one, { tenantId, operationId: change, reason });
    expect(await place(tenantId)).toEqual(HOME);
    await held.end();
  });

  it('begins at its time', async () => {
    const { tenantId, held } = await unmoved();
    const startsAt = new Date(Date.now() + 60_000).toISOString();
    const { change } = await propose(tenantId, TOGETHER, startsAt);
    expect((await approve(change)).state).toBe('ready');
    await runPolicyChanges(new Date());
    expect(await moves(tenantId)).toEqual([]);
    await runPolicyChanges(new Date(Date.now() + 61_000));
    const [move] = await moves(tenantId);
    expect(move).toMatchObject({ id: change });
    await cancelMove(one, { tenantId, operationId: change, reason });
    await held.end();
  });

  it('begins once what runs has ended, and not from elsewhere', async () => {
    const { tenant, tenantId, held } = await unmoved();
    const { change } = await propose(tenantId, TOGETHER);
    const running = await heldOperation(tenant, 'move');
    expect((await approve(change)).state).toBe('ready');
    await runPolicyChanges(new Date());
    expect((await moves(tenantId)).map(({ id }) => id)).toEqual([running.operation.id]);
    await running.end();
    await runPolicyChanges(new Date());
    const [move] = (await moves(tenantId)).filter(({ id }) => id === change);
    expect(move).toMatchObject({ state: 'queued' });
    await cancelMove(one, { tenantId, operationId: change, reason });
    const late = await propose(tenantId, TOGETHER);
    const elsewhere = "update tenant_placement set vector_store = 'pgvector' where tenant_id = $1";
    await asSuperuser(elsewhere, [tenantId]);
    expect(await approve(late.change)).toEqual({ state: 'withdrawn', tenants: 0, overtaken: 1 });
    expect((await moves(tenantId)).some(({ id }) => id === late.change)).toBe(false);
    await held.end();
  });

  it('is asked for by no operator alone', async () => {
    const tenantId = await newTenant();
    for (const detail of [{ target: TOGETHER }, { target: TOGETHER, release: true }])
      await expect(
        requestOperation(one, { tenantId, kind: 'move', reason, detail }),
      ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('goes to the cluster that was looked at', async () => {
    const tenantId = await newTenant();
    const set = () =>
      setVectorCluster(one, { tenantId, url: 'https://qdrant.customer.test', reason });
    await set();
    const { change } = await propose(tenantId, CLUSTER);
    await expect(set()).rejects.toMatchObject({ code: 'conflict' });
    await steerChange(one, { id: change, step: 'withdraw', reason });
    await set();
  });
});
