import { LRUCache } from 'lru-cache';
import { assertTenant } from '@/lib/db/assert-tenant';
import { type Listener, listen } from '@/lib/db/listen';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { forgettable } from '@/lib/tenant-caches';
import { decideFlag, SHIPPED } from './decide-flag';
import { FLAG_NAMES, type FlagName, type FlagState } from './schema';

const CHANNEL = 'tenantry_flags';
/** What a lost message costs. */
const KNOWN_MS = 5_000;

interface KnownFlags {
  tenantId: string;
  on: ReadonlySet<FlagName>;
}

const state = processState('flags.known', () => ({
  known: new LRUCache<string, KnownFlags>({ max: 20_000, ttl: KNOWN_MS }),
  listener: undefined as Listener | undefined,
  /** Counts what was said, so that nothing read before it is kept after it. */
  said: 0,
}));
forgettable('feature flags', (tenantId) => Number(state.known.delete(tenantId)));

/** Whether a feature is on for the context's tenant; known from memory until PostgreSQL says that it changed. */
export async function flagOn(ctx: TenantContext, name: FlagName): Promise<boolean> {
  if (!state.listener || state.listener.closed) state.listener = listen(CHANNEL, onChanged);
  const known = state.known.get(ctx.tenantId);
  if (known) {
    assertTenant(ctx, known.tenantId, 'the feature flags');
    return known.on.has(name);
  }
  const { said } = state;
  const on = await readFlags(ctx);
  if (said === state.said) state.known.set(ctx.tenantId, { tenantId: ctx.tenantId, on });
  return on.has(name);
}

async function readFlags(ctx: TenantContext): Promise<ReadonlySet<FlagName>> {
  return withTenantSql(ctx, async (sql) => {
    const set = await sql<FlagState & { name: string }>(
      'select name, percent, killed from feature_flag where :tenant::uuid is not null',
    );
    const own = await sql<{ tenant_id: string; name: string; on_for: boolean }>(
      'select tenant_id, name, on_for from feature_flag_tenant where tenant_id = :tenant',
    );
    return new Set(
      FLAG_NAMES.filter((name) => {
        const flag = set.find((row) => row.name === name) ?? SHIPPED;
        return decideFlag(name, ctx.tenantId, flag, own.find((row) => row.name === name)?.on_for);
      }),
    );
  });
}

/** `tenantId`: unknown after a pause in listening, and empty where it concerns all. */
function onChanged(tenantId?: string): void {
  state.said += 1;
  if (tenantId) state.known.delete(tenantId);
  else state.known.clear();
}
