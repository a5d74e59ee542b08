import { LRUCache } from 'lru-cache';
import { assertTenant } from '@/lib/db/assert-tenant';
import { type Listener, listen } from '@/lib/db/listen';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { processState } from '@/lib/process-state';
import { forgettable } from '@/lib/tenant-caches';
import type { InForce } from './contained-policy';
import type { TenantContext } from './context';

const CHANNEL = 'tenantry_contained';
/** What a lost message costs. */
const KNOWN_MS = 5_000;

const state = processState('tenancy.containments', () => ({
  known: new LRUCache<string, { tenantId: string; ids: string[]; inForce: InForce[] }>({
    max: 20_000,
    ttl: KNOWN_MS,
  }),
  listener: undefined as Listener | undefined,
  /** Counts what was said, so that nothing read before it is kept after it. */
  said: 0,
}));
forgettable('containments', (tenantId) => Number(state.known.delete(tenantId)));

/** What contains the context's tenant; known from memory until PostgreSQL says that it changed. */
export async function containmentsOf(ctx: TenantContext): Promise<readonly InForce[]> {
  if (!state.listener || state.listener.closed) state.listener = listen(CHANNEL, onChanged);
  const known = state.known.get(ctx.tenantId);
  if (known) {
    assertTenant(ctx, known.tenantId, 'the containments');
    return known.inForce;
  }
  const { said } = state;
  const rows = await withTenantSql(ctx, (sql) =>
    sql<InForce & { tenant_id: string; id: string }>(
      `select tenant_id, id, metric, actions, since, until from containment
       where tenant_id = :tenant and ended_at is null
       union all
       select :tenant, id, 'by_hand', jsonb_build_array(jsonb_build_object('kind', kind, kind, name)), since, until
       from platform_switch where ended_at is null`,
    ),
  );
  const inForce = rows.map(({ metric, actions, since, until }) => ({
    metric,
    actions,
    since,
    until,
  }));
  if (said === state.said)
    state.known.set(ctx.tenantId, {
      tenantId: ctx.tenantId,
      ids: rows.map(({ id }) => id),
      inForce,
    });
  return inForce;
}

/** What this process holds to be in force, by tenant: ids of containments and switches. */
export function containmentsKnown(): Map<string, readonly string[]> {
  return new Map([...state.known.values()].map(({ tenantId, ids }) => [tenantId, ids]));
}

/** Counts what was said of containments: what was decided before one message may be decided otherwise after it. */
export function containmentsSaid(): number {
  return state.said;
}

/** `tenantId`: unknown after a pause in listening, and empty where it concerns all. */
function onChanged(tenantId?: string): void {
  state.said += 1;
  if (tenantId) state.known.delete(tenantId);
  else state.known.clear();
}
