import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { cancelOperation } from './cancel-operation';
import { HANDLERS } from './handlers';
import { listOperations, listOwnOperations } from './list-operations';
import type { OperationHandler } from './operation';
import { requestOperation, requestOwnOperation } from './request-operation';
import { ResumeLater } from './resume-later';
import { runOperations } from './run-operations';

const real = { ...HANDLERS };
let tenant: MadeTenant;
let operator: PlatformContext;

// Operations of every tenant are taken, those of test files that run at the same time too.
beforeEach(async () => {
  tenant = await makeTenant();
  operator = await verifyPlatformSession((await makePerson('operator')).session);
});
afterEach(() => {
  for (const kind of Object.keys(HANDLERS)) delete HANDLERS[kind as keyof typeof HANDLERS];
  Object.assign(HANDLERS, real);
});
afterAll(async () => {
  await closePools();
});

const ask = (kind: 'reindex' | 'export' = 'reindex') =>
  requestOperation(operator, { tenantId: tenant.ctx.tenantId, kind, reason: 'for a test' });
const own = async (id: string) =>
  (await listOperations(operator, tenant.ctx.tenantId)).find((each) => each.id === id);
const handle = (handler: OperationHandler) => {
  HANDLERS.reindex = handler;
};

describe('operations', () => {
  it('runs under the tenant’s own proof, with progress and an end', async () => {
    let seen = '';
    handle(async (operation) => {
      seen = operation.ctx.tenantId;
      await operation.progress('counting', 2, 3);
      await operation.note({ chunks: 3 });
    });
    const id = await ask();
    await runOperations();
    expect(seen).toBe(tenant.ctx.tenantId);
    expect(await own(id)).toMatchObject({
      state: 'done',
      step: 'counting',
      done: 2,
      total: 3,
      detail: { chunks: 3 },
      failureCode: null,
    });
    expect(await listOwnOperations(tenant.ctx)).toMatchObject([{ id, state: 'done' }]);
  });

  it('says what a waiting one waits for, when it is another of its tenant', async () => {
    const waiting: unknown[] = [];
    const words = async (id: string) => (await own(id))?.waitsFor;
    const second = { id: '' };
    handle(async () => {
      second.id = await ask('export');
      waiting.push(await words(second.id));
      waiting.push((await listOwnOperations(tenant.ctx)).map(({ waitsFor }) => waitsFor));
    });
    HANDLERS.export = async () => {
      waiting.push(await words(second.id));
    };
    const first = await ask();
    expect(await words(first)).toBeNull();
    await runOperations();
    expect(waiting).toEqual(['reindex', expect.arrayContaining(['reindex', null]), null]);
  });

  it('refuses a second of its kind while one waits', async () => {
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'conflict' });
    await ask('export');
    handle(async () => {});
    HANDLERS.export = async () => {};
    await runOperations();
  });

  it('ends as failed with the code of an expected failure', async () => {
    handle(async () => {
      throw new AppError('too_large', 'No.');
    });
    const id = await ask();
    await runOperations();
    expect(await own(id)).toMatchObject({ state: 'failed', failureCode: 'too_large' });
  });

  it('is tried again after a pause when the failure is not expected', async () => {
    handle(async () => {
      throw new Error('lost its way');
    });
    const id = await ask();
    await runOperations();
    expect(await own(id)).toMatchObject({ state: 'queued', failureCode: null });
    await cancelOperation(operator, { tenantId: tenant.ctx.tenantId, id, reason: 'enough' });
  });

  it('goes back to the queue when it has to wait, and the attempt does not count', async () => {
    const seen: number[] = [];
    handle(async ({ attempts }) => {
      seen.push(attempts);
      if (seen.length === 1) throw new ResumeLater(0);
    });
    const id = await ask();
    await runOperations();
    expect(seen).toEqual([1, 1]);
    expect(await own(id)).toMatchObject({ state: 'done', failureCode: null });
  });

  it('aborts the work when it is cancelled, and writes nothing more', async () => {
    const id = await ask();
    handle(async ({ signal, progress }) => {
      await cancelOperation(operator, { tenantId: tenant.ctx.tenantId, id, reason: 'changed' });
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await progress('too late', 1, 1);
    });
    await runOperations();
    expect(await own(id)).toMatchObject({ state: 'cancelled', step: null });
  });

  it('is given back when the process stops, and goes on later', async () => {
    const stopping = new AbortController();
    const id = await ask();
    handle(async ({ signal }) => {
      stopping.abort();
      signal.throwIfAborted();
    });
    await runOperations(stopping.signal);
    expect(await own(id)).toMatchObject({ state: 'queued' });
    handle(async ({ attempts }) => expect(attempts).toBe(1));
    await runOperations();
    expect(await own(id)).toMatchObject({ state: 'done' });
  });

  it('is nobody else’s to see or to ask for', async () => {
    const other = await makeTenant();
    const admin = await makeMember(tenant, 'admin');
    const member = await makeMember(tenant, 'member');
    handle(async () => {});
    await ask();
    expect(await listOwnOperations(other.ctx)).toEqual([]);
    await expect(listOwnOperations(member.ctx)).rejects.toMatchObject({ code: 'forbidden' });
    const wanted = { kind: 'export', reason: 'for a test' } as const;
    await expect(requestOwnOperation(admin.ctx, wanted)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      requestOwnOperation(tenant.ctx, { kind: 'erase', reason: 'for a test' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await runOperations();
  });
});
