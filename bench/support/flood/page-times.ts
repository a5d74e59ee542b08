import { existsSync } from 'node:fs';
import { startTestDatabase } from '@/e2e/support/harness';
import type { Target } from '../gateway/load';

export interface Pages {
  /** A tenant without room for a request, and its key. */
  flooder: Target;
  /** Asks another tenant's page, and resolves when it is there. */
  open(): Promise<void>;
  stop(): Promise<void>;
}

const ASKED = 100;

/** The built product with two tenants; undefined when there is no build. */
export async function startPages(): Promise<Pages | undefined> {
  if (!existsSync('.next/BUILD_ID')) return undefined;
  const database = await startTestDatabase();
  const { makeTenant } = await import('@/e2e/support/make-tenant');
  const { makeKey } = await import('@/e2e/support/make-key');
  const { startProduct, PRODUCT } = await import('@/e2e/isolation/product');
  const { Visitor } = await import('@/e2e/isolation/visitor');
  const product = await startProduct({ LOG_LEVEL: 'silent' }, PRODUCT);
  const [quiet, loud] = [await makeTenant('enterprise'), await makeTenant('free')];
  const visitor = await Visitor.create('owner', [], product.url, quiet.ctx.principal.id);
  const { text } = await makeKey(loud.ctx, { scopes: ['messages'] });
  return {
    flooder: { name: 'flooder', url: product.url, headers: { authorization: `Bearer ${text}` } },
    async open() {
      const { status } = await visitor.request(`/t/${quiet.slug}/documents`);
      if (status !== 200) throw new Error(`The page answered with ${status}.`);
    },
    async stop() {
      await product.stop();
      const { closePools } = await import('@/lib/db/pools');
      await closePools();
      await database.stop();
    },
  };
}

/** Milliseconds of a hundred openings of a page, one after the other. */
export async function pageTimes({ open }: Pages): Promise<number[]> {
  const times: number[] = [];
  for (let n = -10; n < ASKED; n++) {
    const from = performance.now();
    await open();
    if (n >= 0) times.push(performance.now() - from);
  }
  return times;
}
