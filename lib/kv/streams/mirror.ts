import { log } from '@/lib/log';
import { isAway } from '../redis-client';
import type { LocalStream } from './local-streams';
import type { RedisStreams } from './redis-streams';
import { wakeUp } from './wake-up';

/** How soon others hear that it goes on, and it hears that somebody wants it to stop. */
const BEAT_MS = 500;
/** How long the end is tried to be told. */
const LAST_TRIES = 20;

/**
 * Copies a local stream to Redis while it grows. What Redis did not take stays to be copied, also all of it after a Redis
 * that came back empty; the stream itself never waits for it.
 */
export function mirror(
  redis: RedisStreams,
  owner: string,
  id: string,
  stream: LocalStream,
): Promise<void> {
  return copy(redis, owner, id, stream).catch((err) =>
    log.error({ err }, 'a stream is not copied to Redis any more'),
  );
}

async function copy(
  redis: RedisStreams,
  owner: string,
  id: string,
  stream: LocalStream,
): Promise<void> {
  let sent = 0;
  for (let tries = 0; tries < LAST_TRIES; ) {
    const { ended, info, mark } = stream;
    const whole = stream.entries.length;
    const unsent = { first: sent, entries: stream.entries.slice(sent), mark, info, ended };
    const reached = await redis.sync(owner, id, unsent).catch((error) => {
      if (isAway(error)) return undefined;
      throw error;
    });
    if (reached?.stop) stream.stop();
    const before = sent;
    sent = reached ? Math.min(reached.count, whole) : sent;
    if (reached && ended && sent === whole) return;
    if (ended) tries += 1;
    if (reached && sent < whole && sent !== before) continue;
    if (!reached || sent < whole) await wakeUp().wait(AbortSignal.timeout(BEAT_MS));
    else if (stream.entries.length === whole && stream.ended === ended)
      await stream.changed.wait(AbortSignal.timeout(BEAT_MS));
  }
}
