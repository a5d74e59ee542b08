import { clock } from '@/lib/clock';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { claimDeliveries } from './claim-deliveries';
import { recordTry } from './record-try';
import { spreadEvents } from './spread-events';
import { tryDelivery } from './try-delivery';

/** Well below what the proof lasts, with a try of ten seconds on top. */
const TURN_MS = 30_000;

/** Spreads and delivers what one workspace has due, until nothing is left or its turn is over. */
export async function tellTenant(ctx: TenantContext, signal: AbortSignal): Promise<void> {
  const end = clock().now() + TURN_MS;
  while (!signal.aborted && clock().now() < end) {
    const spread = await spreadEvents(ctx);
    const claimed = await claimDeliveries(ctx);
    if (spread === 0 && claimed.length === 0) return;
    await Promise.all(
      claimed.map(async (delivery) => {
        const result = await tryDelivery(ctx, delivery);
        await recordTry(ctx, delivery, result);
        if (result.failure)
          log.info(
            { tenant: ctx.tenantId, delivery: delivery.id, err: result.failure },
            'an event was not delivered',
          );
      }),
    );
  }
}
