import { EventEmitter } from 'node:events';
import { clock } from '@/lib/clock';
import { expireEvents } from '@/lib/db/event-credentials';
import { listen } from '@/lib/db/listen';
import { startWokenLoops } from '@/lib/jobs/woken-loops';
import { log } from '@/lib/log';
import { tenantsToTell } from '@/lib/tenancy/verify-events';
import { tellTenant } from './tell-tenant';

const CHANNEL = 'tenantry_events';
/** Workspaces at once, each in a turn of its own: who has slow receivers delays nobody else. */
const AT_ONCE = 32;
const KEPT_MS = 30 * 86_400_000;
const EXPIRE_EVERY_MS = 3_600_000;
const EXPIRE_AT_ONCE = 1_000;

/** Tells all workspaces what is due, one after the other, until nothing is. */
export async function deliverEvents(): Promise<void> {
  const { signal } = new AbortController();
  for (;;) {
    const tenants = await tenantsToTell([], AT_ONCE);
    if (tenants.length === 0) return;
    for (const ctx of tenants) await tellTenant(ctx, signal);
  }
}

/** The background loop of the `worker` role, woken when something happens that a workspace may want to be told of. */
export function startDeliveries(): { stop(): Promise<void> } {
  const events = new EventEmitter<{ more: [] }>();
  const running = new Map<string, Promise<void>>();
  const listener = listen(CHANNEL, () => events.emit('more'));
  const takeAll = async (signal: AbortSignal) => {
    while (!signal.aborted && running.size < AT_ONCE) {
      const tenants = await tenantsToTell([...running.keys()], AT_ONCE - running.size);
      if (tenants.length === 0) return;
      for (const ctx of tenants) {
        const turn = tellTenant(ctx, signal).then(
          () => {
            running.delete(ctx.tenantId);
            events.emit('more');
          },
          (error: Error) => {
            // Whoever failed is looked for again in a second, and not at once.
            running.delete(ctx.tenantId);
            log.warn({ tenant: ctx.tenantId, err: error.message }, 'events were not delivered');
          },
        );
        running.set(ctx.tenantId, turn);
      }
    }
  };
  const loops = startWokenLoops({
    atOnce: 1,
    takeAll,
    onMore(wake) {
      events.on('more', wake);
      return () => events.off('more', wake);
    },
    failure: 'no events could be looked for',
  });
  const expiry = setInterval(() => {
    expireEvents(new Date(clock().now() - KEPT_MS), EXPIRE_AT_ONCE).catch((error: Error) =>
      log.warn({ err: error.message }, 'old events were not removed'),
    );
  }, EXPIRE_EVERY_MS);
  return {
    async stop() {
      clearInterval(expiry);
      await loops.stop();
      await Promise.all(running.values());
      await listener.close();
    },
  };
}
