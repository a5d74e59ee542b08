import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clock } from '@/lib/clock';
import { writeBeat } from '@/lib/db/instance-beats';
import { log } from '@/lib/log';
import { instanceFacts } from './instance-facts';
import { instanceId } from './instance-id';

const EVERY_MS = 5_000;

/** The loop of every instance, whatever its roles, that says it is there; `stop` says that it goes. */
export function startBeating(roles: Iterable<string>): { stop(): Promise<void> } {
  const own = {
    id: instanceId(),
    roles: [...roles],
    version: productVersion(),
    node: process.version,
    startedAt: new Date(clock().now()),
  };
  let beating: Promise<void> | undefined;
  const beat = (stopped: boolean) =>
    instanceFacts()
      .then((facts) => writeBeat({ ...own, stopped, facts }))
      .catch((error: Error) => log.warn({ err: error.message }, 'a heartbeat was not written'));
  const next = () => {
    beating ??= beat(false).finally(() => {
      beating = undefined;
    });
  };
  next();
  const timer = setInterval(next, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      await beat(true);
    },
  };
}

function productVersion(): string {
  const manifest = readFileSync(path.resolve(process.cwd(), 'package.json'), 'utf8');
  return String((JSON.parse(manifest) as { version?: unknown }).version ?? 'unknown');
}
