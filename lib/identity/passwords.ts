import os from 'node:os';
import { Piscina } from 'piscina';
import { workerPath } from '@/lib/env';
import { processState } from '@/lib/process-state';
import { bulkhead } from '@/lib/traffic/bulkhead';
import type { PasswordTask } from './hash-password.worker';

const IDLE_MS = 30_000;
const THREADS = Math.max(1, Math.min(4, os.availableParallelism()));
/** At about 30 ms each, the last of a full queue waits a few seconds and no longer. */
const RULES = {
  slots: THREADS,
  waiting: 200,
  full: 'Too many people are signing in at this moment.',
};

/** A hash of the same cost as a real one, which no password of ours opens. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$EUocaigYU/u6luzi2J8HQQ$0qVWbK9u8l78khZhc98Cv22UiGnZJc++zGFwq+xLBaE';

function pool(): Piscina<PasswordTask, string | boolean> {
  return processState(
    'identity.passwords',
    () =>
      new Piscina<PasswordTask, string | boolean>({
        filename: workerPath('hash-password'),
        minThreads: 0,
        maxThreads: THREADS,
        idleTimeout: IDLE_MS,
      }),
  );
}

/** An encoded argon2id hash with its parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  return String(await run({ do: 'hash', password }));
}

/**
 * Whether the password opens the hash. Without a hash (unknown person, no password set) it does the
 * same work and says no, so that the time taken does not tell who exists.
 */
export async function verifyPassword(
  password: string,
  hash: string | null | undefined,
): Promise<boolean> {
  const matches = await run({ do: 'verify', password, hash: hash ?? NOBODY });
  return matches === true && typeof hash === 'string';
}

function run(task: PasswordTask): Promise<string | boolean> {
  return bulkhead('password hashing', RULES).run(() => pool().run(task));
}
