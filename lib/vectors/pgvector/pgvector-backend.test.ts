import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { afterAll, beforeAll, describe } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { vectorDatabases } from '@/lib/db/vector-database';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { VectorTier } from '@/lib/tenancy/placement';
import { vectorStoreContract } from '../contract.test-suite';
import { tenantVectorGeneration } from '../tenant-vectors';

const URL_OF_TEST = 'postgresql://pglite.test/vectors';
let database: PGlite;

beforeAll(async () => {
  database = await PGlite.create({ extensions: { vector } });
  await database.exec('create extension vector');
  vectorDatabases.set(
    URL_OF_TEST,
    async <Row extends object>(text: string, params: unknown[] = []) =>
      (await database.query<Row>(text, params)).rows,
  );
});

afterAll(async () => {
  await database.close();
  await closePools();
});

const context = async () => (await makeTenant()).ctx;
const opened =
  (tier: VectorTier) =>
  (ctx: TenantContext, generation = 1) =>
    tenantVectorGeneration(ctx, { store: 'pgvector', tier, generation }, { url: URL_OF_TEST });

describe('pgvector, a namespace each', () => {
  vectorStoreContract({
    open: opened('namespace'),
    context,
    async misplace(ctx) {
      const table = `tenantry_vectors.space_${tenantKeys(ctx).namespace('vectors')}`;
      await database.query(`update ${table} set tenant_id = $1`, [newId()]);
    },
  });
});

describe('pgvector, shared', () => {
  vectorStoreContract({ open: opened('shared'), context });
});
