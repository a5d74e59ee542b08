import { type Listener, listen } from '@/lib/db/listen';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Said with every new version of a policy. */
const CHANNEL = 'tenantry_keys';
const LONGEST_MS = 15_000;
/** Beyond so many in one process, whoever asks is answered at once and asks again by the clock. */
const MOST = 5_000;

const state = processState('usage.policyWaiters', () => ({
  /** By tenant: what wakes those who wait. */
  waiting: new Map<string, Set<() => void>>(),
  count: 0,
  listener: undefined as Listener | undefined,
}));

/**
 * Whether the policy of the context's tenant is another one than this version; waits a while for that. Holds no connection to
 * the database meanwhile. Throws `forbidden`.
 */
export async function newerPolicy(
  ctx: TenantContext,
  version: number,
  signal: AbortSignal,
): Promise<boolean> {
  authorize(ctx, 'chat:ask');
  if (ctx.policyVersion !== version) return true;
  if (state.count >= MOST || signal.aborted) return false;
  if (!state.listener || state.listener.closed) state.listener = listen(CHANNEL, wake);
  const waiter = waitFor(ctx.tenantId, signal);
  try {
    // What came before anybody listened was heard by nobody.
    return (
      (await newest(ctx)) !== version || ((await waiter.woken) && (await newest(ctx)) !== version)
    );
  } finally {
    waiter.end();
  }
}

async function newest(ctx: TenantContext): Promise<number> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ version: number }>(
      'select max(version) as version from policy_version where tenant_id = :tenant',
    ),
  );
  return row?.version ?? 0;
}

/** `woken`: true once something was said of the tenant, false when the time is over or nobody asks any more. */
function waitFor(tenantId: string, signal: AbortSignal) {
  let resolve: (heard: boolean) => void = () => undefined;
  const woken = new Promise<boolean>((done) => {
    resolve = done;
  });
  const [heard, over] = [() => resolve(true), () => resolve(false)];
  const timer = setTimeout(over, LONGEST_MS);
  signal.addEventListener('abort', over);
  const all = state.waiting.get(tenantId) ?? new Set();
  state.waiting.set(tenantId, all.add(heard));
  state.count++;
  return {
    woken,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      state.count--;
      all.delete(heard);
      if (all.size === 0 && state.waiting.get(tenantId) === all) state.waiting.delete(tenantId);
    },
  };
}

/** Without a tenant after a pause in listening: everybody looks. */
function wake(tenantId?: string): void {
  const sets = tenantId ? [state.waiting.get(tenantId)] : [...state.waiting.values()];
  for (const set of sets) for (const heard of set ?? []) heard();
}
