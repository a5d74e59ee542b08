import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { type HeldForTest, heldOperation } from '@/e2e/support/held-operation';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { type QdrantStandIn, startQdrantStandIn } from '@/e2e/support/qdrant/stand-in';
import { holdPlacement } from '@/lib/db/hold-placement';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { deleteDocument } from '@/lib/documents/delete-document';
import { env } from '@/lib/env';
import type { Operation } from '@/lib/operations/operation';
import { denseScores, search } from '@/lib/retrieval/search';
import type { Placement, VectorGeneration } from '@/lib/tenancy/placement';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { tenantVectorGeneration, tenantVectors } from '@/lib/vectors/tenant-vectors';
import { movePlacement } from './move-placement';
import type { Target } from './schema';

const LEAVE = 'Parental leave lasts sixteen weeks and is paid in full from the first day.';
const TRAVEL = 'Flights are booked through the travel desk at least seven days ahead.';
const LAPTOP = 'Laptops are replaced every thirty-six months by the service desk.';

const HOME: Target = { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'namespace' };
const TOGETHER: Target = { ...HOME, vectorTier: 'shared' };

let tenant: MadeTenant;
let held: HeldForTest;
let qdrant: QdrantStandIn;

beforeEach(async () => {
  qdrant ??= await startQdrantStandIn();
  Object.assign(env, { QDRANT_URL: undefined, QDRANT_API_KEY: undefined });
  tenant = await makeTenant();
  await addDocument(tenant, 'Leave.txt', [LEAVE]);
  Object.assign(env, { QDRANT_URL: qdrant.url, QDRANT_API_KEY: qdrant.apiKey });
  held = await heldOperation(tenant, 'move');
});
afterEach(() => held.end());
afterAll(async () => {
  Object.assign(env, { QDRANT_URL: undefined, QDRANT_API_KEY: undefined });
  await qdrant.close();
  await closePools();
});

/** The held operation as it is asked for this. */
const asking = (detail: object, operation = held.operation): Operation => ({
  ...operation,
  detail: { ...operation.detail, ...detail },
});

/** Does something at the first report of a step. */
function at(step: string, work: () => Promise<void>, operation: Operation): Operation {
  let begun = false;
  return {
    ...operation,
    async progress(name, done, total) {
      if (name === step && !begun) {
        begun = true;
        await work();
      }
      await operation.progress(name, done, total);
    },
  };
}

const placement = (): Promise<Placement> =>
  holdPlacement(tenant.ctx, 'shared', async (found) => found);
const fresh = () => verifyTenantSession(tenant.session, tenant.slug);
const generation = (number: number, { vectorStore, vectorTier }: Target) =>
  tenantVectorGeneration(tenant.ctx, {
    store: vectorStore,
    tier: vectorTier,
    generation: number,
  } satisfies VectorGeneration);

/** Whether the question finds its document, by vectors alone and as the pipeline asks. */
async function finds(question: string): Promise<boolean> {
  for (const ctx of [tenant.ctx, await fresh()]) {
    if ((await denseScores(ctx, question, {})).size === 0) return false;
    if ((await search(ctx, question, { limit: 5 })).length === 0) return false;
  }
  return true;
}

/** Asks without pause, under an old and a new context, while `work` goes on. */
/** Asks again and again until the work is done; how many questions that are needs nobody to be quick. */
async function missedDuring(work: Promise<void>): Promise<number> {
  let going = true;
  let missed = 0;
  const asking = async () => {
    while (going) {
      if (!(await finds('How long does parental leave last?'))) missed += 1;
    }
  };
  const questions = asking();
  await work.finally(() => {
    going = false;
  });
  await questions;
  return missed;
}

describe('a move', () => {
  it('takes everything along while questions are answered and documents come and go', async () => {
    const target: Target = {
      databaseTier: 'schema',
      vectorStore: 'qdrant',
      vectorTier: 'namespace',
    };
    const gone = await addDocument(tenant, 'Travel.txt', [TRAVEL]);
    const operation = at(
      'comparing vectors',
      async () => {
        await addDocument(tenant, 'Laptop.txt', [LAPTOP]);
        await deleteDocument(tenant.ctx, { id: gone });
      },
      asking({ target }),
    );
    expect(await missedDuring(movePlacement(operation))).toBe(0);
    expect(await placement()).toMatchObject({
      ...target,
      vectorGeneration: 2,
      building: { store: 'lancedb', tier: 'namespace', generation: 1, state: 'kept' },
    });
    const [now, kept] = [await generation(2, target), await generation(1, HOME)];
    expect(await now.summary()).toEqual(await kept.summary());
    expect(await now.count()).toBe(2);
    expect(await finds('When are laptops replaced?')).toBe(true);
    const [{ schemas } = { schemas: 0n }] = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ schemas: bigint }>(
        'select count(distinct tableoid::regclass::text) as schemas from chunk where tenant_id = :tenant',
      ),
    );
    expect(schemas).toBe(1n);
  });

  it('has a way back that missed nothing, until it is given up', async () => {
    await movePlacement(asking({ target: TOGETHER }));
    await addDocument(await freshPlace(), 'Laptop.txt', [LAPTOP]);
    await movePlacement(asking({ target: HOME }));
    expect(await placement()).toMatchObject({
      ...HOME,
      vectorGeneration: 1,
      building: { tier: 'shared', generation: 2, state: 'kept' },
    });
    expect(await finds('When are laptops replaced?')).toBe(true);

    await expect(movePlacement(asking({ release: true }))).rejects.toMatchObject({
      name: 'ResumeLater',
    });
    await movePlacement(asking({ release: true }), 0);
    expect(await placement()).toMatchObject({ ...HOME, building: null });
    expect(await (await generation(2, TOGETHER)).count()).toBe(0);
    expect(await tenantVectors(await fresh()).count()).toBe(2);
  });

  it('goes on after a crash where it was', async () => {
    for (const step of ['copying vectors', 'comparing vectors', 'switching vectors']) {
      const crash = at(
        step,
        () => Promise.reject(new Error('crash')),
        asking({ target: TOGETHER }),
      );
      await expect(movePlacement(crash)).rejects.toThrow('crash');
      expect(await placement()).toMatchObject({ ...HOME, building: { generation: 2 } });
      expect(await finds('How long does parental leave last?')).toBe(true);
    }
    await movePlacement(asking({ target: TOGETHER }, held.next()));
    expect(await placement()).toMatchObject({ ...TOGETHER, vectorGeneration: 2 });
    expect(await finds('How long does parental leave last?')).toBe(true);
  });

  it('that is cancelled ends where it began and leaves nothing behind', async () => {
    const target: Target = { ...TOGETHER, databaseTier: 'schema' };
    for (const step of ['comparing vectors', 'copying rows', 'switching the database']) {
      const cancelled = at(step, () => held.cancel(), asking({ target }));
      await expect(movePlacement(cancelled)).rejects.toMatchObject({ code: 'cancelled' });
      expect(await placement()).toMatchObject({ ...HOME, vectorGeneration: 1, building: null });
      for (let number = 2; number < 5; number += 1)
        expect(await (await generation(number, TOGETHER)).count()).toBe(0);
      const [row] = await withTenantSql(tenant.ctx, (sql) =>
        sql('select database_schema from tenant_placement where tenant_id = :tenant'),
      );
      expect(row).toEqual({ database_schema: null });
      expect(await finds('How long does parental leave last?')).toBe(true);
      await held.end();
      held = await heldOperation(tenant, 'move');
    }
  });

  it('repairs a copy that was changed, in its vectors too', async () => {
    const operation = at(
      'comparing vectors',
      async () => {
        const copy = await generation(2, TOGETHER);
        for await (const rows of copy.rows())
          await copy.upsert(rows.map((row) => ({ ...row, vector: row.vector.toReversed() })));
      },
      asking({ target: TOGETHER }),
    );
    await movePlacement(operation);
    expect(await finds('How long does parental leave last?')).toBe(true);
    const hits = await denseScores(await fresh(), 'How long does parental leave last?', {});
    expect(Math.max(...hits.values())).toBeGreaterThan(0.5);
  });
});

it('is not needed where Qdrant was there first', async () => {
  expect((await makeTenant()).ctx.placement).toMatchObject({ ...HOME, vectorStore: 'qdrant' });
});

async function freshPlace() {
  return { ctx: await fresh(), folderId: tenant.folderId };
}
