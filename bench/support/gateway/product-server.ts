import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type ApiServer, startApiServer } from '@/e2e/support/api/api-server';
import { editAsTwo } from '@/e2e/support/edit-as-two';
import { makeKey } from '@/e2e/support/make-key';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { ProcessUsage, Served } from './product-arm';

const EVERYTHING = 1_000_000_000_000;

/** The public API with one tenant whose budgets and limits are checked and never short. */
export class ProductServer {
  #server: ApiServer | undefined;
  #tenant: MadeTenant | undefined;
  #version = 1;
  readonly #delay = monitorEventLoopDelay({ resolution: 1 });

  async start(): Promise<Served> {
    this.#tenant = await makeTenant('enterprise');
    this.#version = this.#tenant.ctx.policyVersion;
    await this.limit(100_000);
    const { text } = await makeKey(this.#tenant.ctx, { scopes: ['messages'] });
    this.#server = await startApiServer();
    return { url: this.#server.url, key: text };
  }

  async limit(requestsPerMinute: number): Promise<null> {
    if (!this.#tenant) throw new Error('The product was not started.');
    await editAsTwo({
      tenantId: this.#tenant.ctx.tenantId,
      basedOn: this.#version,
      policy: {
        ...PLAN_DEFAULTS.enterprise,
        requestsPerMinute,
        burstPerSecond: Math.min(requestsPerMinute, 10_000),
        tokensPerMinute: EVERYTHING,
        inFlight: 1_000,
        openStreams: 1_000,
        tokensPerDay: EVERYTHING,
        tokensPerMonth: EVERYTHING,
        priceNanoPerMonth: '100000000000000000',
        bytesOutPerDay: EVERYTHING,
      },
      reason: 'a benchmark',
    });
    this.#version += 1;
    return null;
  }

  /** Watching the event loop costs time, which only who asks for it pays. */
  usage(): ProcessUsage {
    this.#delay.enable();
    const { user, system } = process.cpuUsage();
    const delayP99Ms = this.#delay.percentile(99) / 1e6;
    this.#delay.reset();
    return { cpuMicros: user + system, delayP99Ms };
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
