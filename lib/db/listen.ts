import pg from 'pg';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { connectionFor } from './connection';

export interface Listener {
  readonly closed: boolean;
  close(): Promise<void>;
}

const AGAIN_MS = 1_000;

const listeners = processState('db.listeners', () => new Set<Listener>());

/**
 * Hears one channel of PostgreSQL on a connection of its own and comes back by itself when that is lost.
 * What is said meanwhile is missed: `onMessage` is called without a payload after every connection.
 */
export function listen(channel: string, onMessage: (payload?: string) => void): Listener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connectionFor('worker'), application_name: 'tenantry listen' });
    client = next;
    next.on('error', (error) => lost(next, error));
    next.on('end', () => lost(next));
    next.on('notification', ({ payload }) => onMessage(payload));
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      onMessage();
    } catch (error) {
      lost(next, error as Error);
    }
  }

  function lost(which: pg.Client, error?: Error): void {
    if (closed || client !== which) return;
    client = undefined;
    log.warn({ channel, err: error?.message }, 'a listening connection was lost');
    which.end().catch(() => undefined);
    timer = setTimeout(connect, AGAIN_MS).unref();
  }

  const listener: Listener = {
    get closed() {
      return closed;
    },
    async close() {
      closed = true;
      listeners.delete(listener);
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
  listeners.add(listener);
  void connect();
  return listener;
}

export async function closeListeners(): Promise<void> {
  await Promise.all([...listeners].map((listener) => listener.close()));
}
