import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiServer } from '@/e2e/support/api/api-server';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { closePools } from '@/lib/db/pools';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { startRollups } from '@/lib/metering/rollups/schedule-rollups';
import { startOperations } from '@/lib/operations/run-operations';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import type { Canary } from './canaries';
import { plantBelongings } from './plant-belongings';
import { probeApi } from './probe-api';
import { probeStores } from './probe-stores';
import { probeTables } from './probe-tables';
import { blindness } from './run-self-test';

let worker: TestWorker;
let operations: ReturnType<typeof startOperations>;
let rollups: ReturnType<typeof startRollups>;
let attacker: Canary;
let victim: Canary;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  operations = startOperations();
  rollups = startRollups();
  await ensureLocalModel();
  [attacker, victim] = [await makeCanary(), await makeCanary()];
}, 120_000);
afterAll(async () => {
  await worker.close();
  await operations.stop();
  await rollups.stop();
  await closeLocalModel();
  await closePools();
});

async function makeCanary(): Promise<Canary> {
  const { ctx, slug, session } = await makeTenant('free');
  await asSuperuser('update tenant set canary = true where id = $1', [ctx.tenantId]);
  return { ctx, slug, session, ...(await plantBelongings(ctx)) };
}

const outcomes = (paths: { locks: object }[]) => paths.flatMap(({ locks }) => Object.values(locks));

describe('the self-test’s probes', () => {
  it('see every lock of tables and stores hold', async () => {
    const tables = await probeTables(attacker, victim);
    const stores = await probeStores(attacker, victim);
    expect(outcomes([...tables, ...stores])).not.toContain('failed');
    // What a canary has nothing in is shown by nothing: a new table is planted in `plantBelongings`.
    const empty = tables.filter(({ locks }) => Object.values(locks).includes('empty'));
    expect(empty.map(({ path }) => path)).toEqual([]);
    expect(tables.find(({ path }) => path === 'document')?.locks).toEqual({
      handle: 'held',
      store: 'held',
      assertion: 'held',
      encryption: 'held',
    });
    expect(tables.find(({ path }) => path === 'idempotent_answer')?.locks).toMatchObject({
      store: 'held',
      encryption: 'held',
    });
    expect(outcomes(stores)).not.toContain('empty');
  });

  it('see a lock fail', async () => {
    const inside = { ...victim, slug: attacker.slug };
    const tables = await probeTables(inside, victim);
    expect(tables.find(({ path }) => path === 'chunk')).toMatchObject({
      locks: { handle: 'failed', store: 'failed', encryption: 'failed' },
      problem: expect.any(String),
    });
    const stores = await probeStores(inside, victim);
    expect(stores.find(({ path }) => path === 'search')?.locks).toEqual({ all: 'failed' });
    expect(stores.find(({ path }) => path === 'vectors')?.locks.handle).toBe('failed');
    expect(stores.find(({ path }) => path === 'originals and texts')?.locks).toEqual({
      handle: 'failed',
      encryption: 'failed',
    });
  });

  it('see the public API refuse the other canary’s key, and the attacker’s own when it is let in', async () => {
    const limits = { requestsPerMinute: 600, burstPerSecond: 600 };
    await asSuperuser(
      `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
       select tenant_id, version + 1, manifest || $1, reason, author_id, now() from policy_version`,
      [limits],
    );
    const api = await startApiServer();
    try {
      const renewed = async (canary: Canary): Promise<Canary> => ({
        ...canary,
        ctx: await verifyTenantSession(canary.session, canary.slug),
      });
      const held = await probeApi(api.url, await renewed(attacker), await renewed(victim));
      expect(held.filter(({ locks }) => locks.all !== 'held')).toEqual([]);
      const inside = await probeApi(api.url, await renewed(victim), await renewed(victim));
      expect(inside.find(({ path }) => path === 'GET /v1/documents/{id}')).toMatchObject({
        locks: { all: 'failed' },
        problem: expect.any(String),
      });
    } finally {
      await api.stop();
    }
  });

  it('do not call held what showed nothing', () => {
    expect(
      blindness([
        { kind: 'table', path: 'persona', locks: { store: 'empty' } },
        { kind: 'route', path: '/t/[tenant]', locks: { all: 'held' } },
      ]),
    ).toBeNull();
    expect(
      blindness([{ kind: 'route', path: '/t/[tenant]/people', locks: { all: 'empty' } }]),
    ).toContain('/t/[tenant]/people');
  });
});
