import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What an installation says when it is filled. Bytes; resident memory of its process. */
export interface Filled {
  seconds: number;
  databaseBytes: number;
  vectorBytes: number;
  objectBytes: number;
  keyBytes: number;
  residentBytes: number;
}

export type Order =
  | { kind: 'fill'; tenants: number }
  | { kind: 'ask'; questions: number }
  | { kind: 'ask_cold'; questions: number }
  | { kind: 'stop' };

/** An installation of its own in a process of its own. */
export class ArmProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #answered: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined;

  constructor() {
    this.#child = fork('bench/support/tenants/arm.ts', {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (answer) => this.#answered?.resolve(answer));
    this.#ended = once(this.#child, 'exit');
    this.#ended.then(([code]) =>
      this.#answered?.reject(new Error(`An installation of the benchmark ended with ${code}.`)),
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
    this.#child.send({ kind: 'stop' } satisfies Order);
    await this.#ended;
  }
}
