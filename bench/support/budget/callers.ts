import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { CALL_ENDS, type CallEnd, type CallTold, type PlannedTenant } from './call-plan';

const MOST_ERRORS = 5;
const PROGRAM = 'bench/support/budget/caller.ts';

/** Processes that make calls; one that is killed is replaced by the next. */
export class Callers {
  readonly #env: Record<string, string>;
  readonly #tenants: PlannedTenant[];
  readonly #each: number;
  #running: ChildProcess[] = [];
  #started = 0;
  readonly ends = Object.fromEntries(CALL_ENDS.map((end) => [end, 0])) as Record<CallEnd, number>;
  /** Of each call that found PostgreSQL away: `performance.now()`, and milliseconds since a process began. */
  readonly away: { at: number; sinceStart: number; error: string }[] = [];
  /** The first few that were not expected. */
  readonly errors: string[] = [];
  killed = 0;
  /** One ended by itself, before it was told to. */
  crashed = false;

  constructor(tenants: PlannedTenant[], each: number, env: Record<string, string>) {
    this.#tenants = tenants;
    this.#each = each;
    this.#env = env;
  }

  start(): void {
    const child = fork(PROGRAM, {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (told: CallTold) => this.#note(told));
    child.once('exit', (code) => {
      if (code) this.crashed = true;
    });
    this.#started = performance.now();
    child.send({ kind: 'start', orders: { tenants: this.#tenants, callers: this.#each } });
    this.#running.push(child);
  }

  /** Ends the oldest at once, whatever it is at, and starts another. */
  async killOne(): Promise<void> {
    const child = this.#running.shift();
    if (!child) return;
    const ended = over(child);
    child.kill('SIGKILL');
    await ended;
    this.killed += 1;
    this.start();
  }

  /** Calls that were let in or refused; those that found PostgreSQL away are tried anew. */
  get called(): number {
    const all = Object.values(this.ends).reduce((sum, each) => sum + each, 0);
    return all - this.ends.unavailable;
  }

  #note({ end, error }: CallTold): void {
    this.ends[end] += 1;
    const at = performance.now();
    if (end === 'unavailable')
      this.away.push({ at, sinceStart: at - this.#started, error: String(error) });
    else if (error && this.errors.length < MOST_ERRORS) this.errors.push(error);
  }

  async stop(): Promise<void> {
    const running = this.#running.splice(0);
    await Promise.all(
      running.map(async (child) => {
        if (child.exitCode !== null) return;
        const ended = over(child);
        child.send({ kind: 'stop' });
        await ended;
      }),
    );
  }
}

/** It ended, and everything that it told before was heard. */
async function over(child: ChildProcess): Promise<void> {
  await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
}
