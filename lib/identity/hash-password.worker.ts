import { hashSync, verifySync } from '@node-rs/argon2';

export type PasswordTask =
  | { do: 'hash'; password: string }
  | { do: 'verify'; password: string; hash: string };

/** OWASP's recommendation for argon2id, the library's default: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export default function run(task: PasswordTask): string | boolean {
  return task.do === 'hash' ? hashSync(task.password, COST) : verifySync(task.hash, task.password);
}
