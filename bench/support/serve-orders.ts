import { startTestDatabase } from '@/e2e/support/harness';

/**
 * The other end of an `ArmProcess`: starts a database, then answers each order with what `carryOut` gives,
 * until it is told to stop. `prepare` imports what reads the environment, which the database has set. `durable`: for what
 * measures commits.
 */
export async function serveOrders<Order extends { kind: string }>(
  prepare: () => Promise<{
    carryOut(order: Order): Promise<unknown>;
    stop?(): Promise<void>;
  }>,
  options: { durable?: boolean } = {},
): Promise<never> {
  const database = await startTestDatabase(options);
  let code = 0;
  try {
    const { carryOut, stop } = await prepare();
    for await (const order of orders<Order>()) process.send?.(await carryOut(order));
    await stop?.();
  } catch (error) {
    console.error(error);
    code = 1;
  }
  const { closePools } = await import('@/lib/db/pools');
  await closePools();
  await database.stop();
  process.exit(code);
}

async function* orders<Order extends { kind: string }>(): AsyncGenerator<Order> {
  const waiting: (Order | { kind: 'stop' })[] = [];
  let wake = () => {};
  process.on('message', (order: Order) => {
    waiting.push(order);
    wake();
  });
  for (;;) {
    const next = waiting.shift();
    if (next?.kind === 'stop') return;
    if (next) yield next as Order;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}
