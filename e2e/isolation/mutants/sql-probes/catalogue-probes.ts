import { findOffenders } from '@/lib/db/catalogue/check';
import { CATALOGUE_CHECKS } from '@/lib/db/catalogue/checks';
import { EXCEPTIONS } from '@/lib/db/catalogue/exceptions';
import type { SqlProbe } from '../sql-probe';

/** The catalogue's checks, which fail the build. The stage has no table of the migration runner's. */
export const CATALOGUE_PROBES: readonly SqlProbe[] = CATALOGUE_CHECKS.map((check) => ({
  name: `catalogue: ${check.name}`,
  run: async (stage) => {
    const { _prisma_migrations: _, ...allowed } = EXCEPTIONS[check.name] ?? {};
    return findOffenders(
      async (sql) => (await stage.client.query<{ name: string }>(sql)).rows,
      check,
      allowed,
    );
  },
}));
