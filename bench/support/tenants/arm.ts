import { serveOrders } from '../serve-orders';
import type { TenantsOrder } from './installation';

/** One installation: fills itself with tenants, then answers how long its searches take. */
await serveOrders<TenantsOrder>(async () => {
  const { Installation } = await import('./installation');
  const installation = new Installation();
  return {
    carryOut: (order) =>
      order.kind === 'fill'
        ? installation.fill(order.tenants)
        : installation.ask(order.questions, order.kind === 'ask_cold'),
  };
});
