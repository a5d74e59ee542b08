import { setTimeout as wait } from 'node:timers/promises';
import { superuserPool } from '@/e2e/support/superuser-pool';

const EVERY_MS = 50;
/** A step waits for the batch before it and for its own: two commits, within the 900 ms that it has. */
const SLOW_MS = 450;
const PATIENCE_MS = 900;

/**
 * Whether PostgreSQL is there at all, by a bare row that is written again and again: what the machine, its disk or a
 * restart keep from being written in time tells nothing of budgets.
 */
export class StoreWatch {
  /** Of `performance.now()`: when no bare row could be written in time. */
  readonly #away: { begun: number; ended: number }[] = [];
  #stopped = false;
  #done: Promise<void> | undefined;

  async start(): Promise<void> {
    const pool = await superuserPool(1);
    await pool.query('create table public.bench_row (at timestamptz)');
    this.#done = (async () => {
      let begun = performance.now();
      while (!this.#stopped) {
        const written = await pool.query('insert into public.bench_row values (now())').then(
          () => true,
          () => false,
        );
        const ended = performance.now();
        if (!written || ended - begun > SLOW_MS) this.#away.push({ begun, ended });
        await wait(EVERY_MS);
        // What could not be written goes on until something is.
        if (written) begun = performance.now();
      }
      await pool.end();
    })();
  }

  /** Milliseconds without an answer in time, all in all. */
  get awayMs(): number {
    let until = 0;
    return this.#away.reduce((sum, { begun, ended }) => {
      const from = Math.max(begun, until);
      until = ended;
      return sum + ended - from;
    }, 0);
  }

  /** Whether a step that gave up then may have waited for what no bare row got either. */
  wasAway(at: number): boolean {
    return this.#away.some(({ begun, ended }) => begun < at && ended > at - PATIENCE_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }
}
