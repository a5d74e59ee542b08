import type { BenchReport } from './support/report';

export const name = 'gateway';

/**
 * Messages calls through `/v1/messages` with authentication, limits, budget, fair queue, durable ledger and audit on,
 * beside a bare `node:http` proxy and @portkey-ai/gateway (`npm ci --ignore-scripts --prefix bench/peers`), all against
 * the local model in a process of its own. Arguments: `--rounds N`, `--requests N` of each round.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const { measureGateway } = await import('./support/gateway/measure-gateway');
  return measureGateway(name, args);
}
