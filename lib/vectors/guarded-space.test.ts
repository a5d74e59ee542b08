import { afterAll, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { guardedSpace } from './guarded-space';
import { alongAxis, row } from './made-rows.test-suite';
import type { VectorBackend } from './vector-backend';
import { vectorSpace } from './vector-space';

afterAll(() => closePools());

it('aborts when a store breaks its predicate, in every tier', async () => {
  const { ctx } = await makeTenant();
  const foreign = { ...row(alongAxis(0)), tenantId: newId(), cosine: 1 };
  const own = { ...row(alongAxis(0)), tenantId: ctx.tenantId, cosine: 1 };
  const lying = {
    search: async () => [own, foreign],
    async *scan() {
      yield [own];
      yield [foreign];
    },
  } as unknown as VectorBackend;
  for (const tier of ['shared', 'namespace'] as const) {
    const space = await vectorSpace(ctx, { store: 'lancedb', tier, generation: 1 }, true);
    const vectors = guardedSpace(ctx, lying, space);
    const reads = [
      () => vectors.search(alongAxis(0), { limit: 2 }),
      () => vectors.summary(),
      async () => {
        for await (const _ of vectors.rows());
      },
      async () => {
        for await (const _ of vectors.entries());
      },
    ];
    for (const read of reads) await expect(read()).rejects.toThrow('another tenant');
  }
});
