import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * One arm of a benchmark: a program in a process of its own, with a database of its own, that carries out
 * orders sent to it (`serveOrders`).
 */
export class ArmProcess<Order extends { kind: string }> {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #answered: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined;

  /** `program`: a path from the repository's folder; `env` is added to this process's. */
  constructor(program: string, env: Record<string, string> = {}) {
    this.#child = fork(program, {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (answer) => this.#answered?.resolve(answer));
    this.#ended = once(this.#child, 'exit');
    this.#ended.then(([code]) =>
      this.#answered?.reject(new Error(`An arm of the benchmark ended with ${code}.`)),
    );
  }

  /** One order at a time. */
  order<Answer>(order: Order): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#answered = { resolve: (answer) => resolve(answer as Answer), reject };
      this.#child.send(order);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.send({ kind: 'stop' });
    await this.#ended;
  }
}
