import { serveOrders } from '../serve-orders';
import type { CostOrder } from './running-product';

/** One running product with a tenant whose library can be asked. */
await serveOrders<CostOrder>(async () => {
  const { RunningProduct } = await import('./running-product');
  const running = new RunningProduct();
  return {
    carryOut: (order) =>
      order.kind === 'start' ? running.start(order.locked) : running.milliseconds(order.what),
    stop: () => running.stop(),
  };
});
