import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { CallerReport, PlannedTenant } from './call-plan';

const PROGRAM = 'bench/support/budget/caller.ts';

/** Processes that make calls; one that is killed is replaced by the next. */
export class Callers {
  readonly #env: Record<string, string>;
  readonly #tenants: PlannedTenant[];
  readonly #each: number;
  #running: ChildProcess[] = [];
  readonly reports: CallerReport[] = [];
  called = 0;
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
    child.on('message', (message: { kind: string; report?: CallerReport }) => {
      if (message.kind === 'called') this.called += 1;
      if (message.report) this.reports.push(message.report);
    });
    child.once('exit', (code) => {
      if (code) this.crashed = true;
    });
    child.send({ kind: 'start', orders: { tenants: this.#tenants, callers: this.#each } });
    this.#running.push(child);
  }

  /** Ends the oldest at once, whatever it is at, and starts another. */
  async killOne(): Promise<void> {
    const child = this.#running.shift();
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    this.killed += 1;
    this.start();
  }

  async stop(): Promise<void> {
    const running = this.#running.splice(0);
    await Promise.all(
      running.map(async (child) => {
        if (child.exitCode !== null) return;
        const ended = once(child, 'exit');
        child.send({ kind: 'stop' });
        await ended;
      }),
    );
  }
}
