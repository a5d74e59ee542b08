import { execFileSync } from 'node:child_process';
import { makeTenant } from '@/e2e/support/make-tenant';
import { transaction } from '@/lib/db/transaction';
import { dataPath } from '@/lib/env';
import { search } from '@/lib/retrieval/search';
import type { TenantContext } from '@/lib/tenancy/context';
import { fillTenant, QUESTIONS } from './fill-tenant';

export type TenantsOrder =
  | { kind: 'fill'; tenants: number }
  | { kind: 'ask'; questions: number }
  | { kind: 'ask_cold'; questions: number };

/** What an installation says when it is filled. Bytes; resident memory of its process. */
export interface Filled {
  seconds: number;
  databaseBytes: number;
  vectorBytes: number;
  objectBytes: number;
  keyBytes: number;
  residentBytes: number;
}

/** Tenants whose searches are timed; all others are there and idle. */
const ASKED = 10;
const AT_ONCE = 8;
/** Tenants that nobody asked before, for the first question after a pause. */
const COLD = 200;

export class Installation {
  readonly #asked: TenantContext[] = [];
  readonly #idle: TenantContext[] = [];
  #next = 0;

  async fill(tenants: number): Promise<Filled> {
    const from = performance.now();
    let left = tenants;
    const worker = async () => {
      while (left-- > 0) {
        const { ctx } = await makeTenant('free');
        await fillTenant(ctx);
        if (this.#asked.length < ASKED) this.#asked.push(ctx);
        else if (this.#idle.length < COLD) this.#idle.push(ctx);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const { rows } = await transaction('app', undefined, (client) =>
      client.query<{ bytes: bigint }>('select pg_database_size(current_database()) as bytes'),
    );
    global.gc?.();
    return {
      seconds: (performance.now() - from) / 1000,
      databaseBytes: Number(rows[0]?.bytes ?? 0),
      vectorBytes: sizeOf('vectors'),
      objectBytes: sizeOf('objects'),
      keyBytes: sizeOf('keys'),
      residentBytes: process.memoryUsage.rss(),
    };
  }

  /** Milliseconds of each search, round the tenants; `cold` takes one of the idle ones each time. */
  async ask(questions: number, cold: boolean): Promise<number[]> {
    const tenants = cold ? this.#idle.splice(0, questions) : this.#asked;
    const times: number[] = [];
    for (let n = 0; n < Math.min(questions, cold ? tenants.length : questions); n++) {
      const ctx = tenants[this.#next++ % tenants.length];
      const question = QUESTIONS[n % QUESTIONS.length];
      if (!ctx || !question) throw new Error('There is nobody to ask.');
      const from = performance.now();
      await search(ctx, question, { limit: 8 });
      times.push(performance.now() - from);
    }
    return times;
  }
}

/** What the files of a store take on disk. */
function sizeOf(folder: string): number {
  const [kib = '0'] = execFileSync('du', ['-sk', dataPath(folder)], { encoding: 'utf8' }).split(
    '\t',
  );
  return Number(kib) * 1024;
}
