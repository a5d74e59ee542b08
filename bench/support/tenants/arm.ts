import { startTestDatabase } from '@/e2e/support/harness';
import type { Order } from './arm-process';

/** One installation: fills itself with tenants, then answers how long its searches take. */
async function main(): Promise<void> {
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { Installation } = await import('./installation');
  const { closePools } = await import('@/lib/db/pools');
  const installation = new Installation();
  for await (const order of orders()) {
    if (order.kind === 'stop') break;
    const answer =
      order.kind === 'fill'
        ? await installation.fill(order.tenants)
        : await installation.ask(order.questions, order.kind === 'ask_cold');
    process.send?.(answer);
  }
  await closePools();
  await database.stop();
}

async function* orders(): AsyncGenerator<Order> {
  const waiting: Order[] = [];
  let wake = () => {};
  process.on('message', (order: Order) => {
    waiting.push(order);
    wake();
  });
  for (;;) {
    const next = waiting.shift();
    if (next) yield next;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
