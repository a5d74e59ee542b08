import { serveOrders } from '../serve-orders';

export type GatewayOrder =
  /** Serves one tenant with a key: their address and text. */
  | { kind: 'start' }
  /** CPU microseconds of this process so far, and by how much its event loop was late at P99 since the last order. */
  | { kind: 'usage' }
  /** From now on the tenant's limits are these a minute. */
  | { kind: 'limit'; requestsPerMinute: number };

export interface Served {
  url: string;
  key: string;
}

export interface ProcessUsage {
  cpuMicros: number;
  delayP99Ms: number;
}

/** The product's API over a durable database of its own, everything on. */
await serveOrders<GatewayOrder>(
  async () => {
    const { ProductServer } = await import('./product-server');
    const product = new ProductServer();
    return {
      carryOut: (order) => {
        if (order.kind === 'start') return product.start();
        if (order.kind === 'usage') return Promise.resolve(product.usage());
        return product.limit(order.requestsPerMinute);
      },
      stop: () => product.stop(),
    };
  },
  { durable: true },
);
