import { assertTenant } from '@/lib/db/assert-tenant';
import { namespaceName } from '@/lib/keys/namespace-name';
import { type TenantKeys, tenantKeys } from '@/lib/keys/tenant-keys';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { forgettable } from '@/lib/tenant-caches';
import { isAway, sharedRedis } from './redis-client';
import { type LocalStream, LocalStreams, localEntries, MOST_BYTES } from './streams/local-streams';
import { mirror } from './streams/mirror';
import { RedisStreams, remoteEntries } from './streams/redis-streams';

/** One entry of a stream, its place counted from 1. */
export interface StreamEntry {
  place: number;
  text: string;
}

export interface StreamWriter {
  /** False, and nothing is written, when the stream would be too long. */
  write(text: string): boolean;
  /** The last entry, however long the stream is. */
  writeLast(text: string): void;
  /** What the listing says of the stream from now on. */
  describe(info: string): void;
  /** It can be read for two minutes more. */
  end(): void;
}

/**
 * Short-lived streams of the context's own person: kept in this process, and with `REDIS_URL` in Redis too, so that
 * another process can read and stop them. Sealed with the tenant's key; names carry a prefix that only the context
 * gives, and the person, so that nobody else's can be named.
 */
export interface TenantStreams {
  /** Undefined when there is one of this id already. `stop` is called when somebody wants it to end. */
  begin(id: string, stop: () => void): Promise<StreamWriter | undefined>;
  /** Its entries behind the first `after`, as they come; undefined when there is no such stream. */
  follow(
    id: string,
    after: number,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<StreamEntry> | undefined>;
  /** Whether there is such a stream. */
  stop(id: string): Promise<boolean>;
  /** Those that run and were described. */
  list(): Promise<{ id: string; info: string }[]>;
}

const state = processState('kv.streams', () => ({
  local: new LocalStreams(),
  redis: undefined as RedisStreams | undefined,
}));
forgettable('streams', (tenantId) =>
  state.local.forget(`${namespaceName('kv', tenantId)}:streams:`),
);

function shared(): RedisStreams | undefined {
  const redis = sharedRedis();
  if (redis) state.redis ??= new RedisStreams(redis);
  return state.redis;
}

export function tenantStreams(ctx: TenantContext): TenantStreams {
  assertTenantContext(ctx);
  const keys = tenantKeys(ctx);
  const owner = `${keys.namespace('kv')}:streams:${ctx.principal.kind}:${ctx.principal.id}:`;
  const open = (id: string, column: string, value: Buffer) => opened(ctx, keys, id, column, value);
  async function* entries(id: string, after: number, given: AsyncIterable<Buffer>) {
    let place = after;
    for await (const each of given) {
      place += 1;
      yield { place, text: open(id, `entry ${place}`, each) };
    }
  }
  return {
    async begin(id, stop) {
      const redis = shared();
      if (state.local.get(owner + id)) return undefined;
      // Without Redis nobody else could have begun it.
      const mark = sealed(ctx, keys, id, 'mark', '');
      const free = (await redis?.begin(owner + id, mark).catch(orAway)) ?? true;
      const stream = free ? state.local.begin(owner + id, mark, stop) : undefined;
      if (!stream) return undefined;
      if (redis) void mirror(redis, owner, id, stream);
      return writerOf(ctx, keys, { id, name: owner + id, stream });
    },
    async follow(id, after, signal) {
      const local = state.local.get(owner + id);
      if (local) return entries(id, after, localEntries(local, after, signal));
      const redis = shared();
      const first = await redis?.read(owner + id, after);
      if (!redis || !first) return undefined;
      return entries(id, after, remoteEntries(redis, owner + id, { after, first }, signal));
    },
    async stop(id) {
      const local = state.local.get(owner + id);
      const mark = local?.mark ?? (await shared()?.mark(owner + id));
      if (!mark) return false;
      open(id, 'mark', mark);
      if (local) local.stop();
      else await shared()?.stop(owner + id);
      return true;
    },
    async list() {
      const local = state.local
        .running(owner)
        .map(([name, { info }]) => [name.slice(owner.length), info] as const);
      const remote = (await shared()?.list(owner).catch(orAway)) ?? [];
      const known = new Map([...remote, ...local]);
      return [...known].flatMap(([id, info]) =>
        info ? [{ id, info: open(id, 'info', info) }] : [],
      );
    },
  };
}

/** What Redis cannot be asked for while it is away. */
function orAway(error: unknown): undefined {
  if (!isAway(error)) throw error;
}

function writerOf(
  ctx: TenantContext,
  keys: TenantKeys,
  { id, name, stream }: { id: string; name: string; stream: LocalStream },
): StreamWriter {
  const seal = (column: string, text: string) => sealed(ctx, keys, id, column, text);
  const append = (text: string) =>
    state.local.append(stream, seal(`entry ${stream.entries.length + 1}`, text));
  return {
    write(text) {
      const fits = stream.bytes + text.length < MOST_BYTES;
      if (fits) append(text);
      return fits;
    },
    writeLast: append,
    describe(info) {
      stream.info = seal('info', info);
      stream.changed.wake();
    },
    end: () => state.local.end(name, stream),
  };
}

function sealed(ctx: TenantContext, keys: TenantKeys, id: string, column: string, text: string) {
  return keys.seal(placeOf(ctx, id, column), JSON.stringify({ tenant: ctx.tenantId, text }));
}

/** The person too: pages choose ids, and what is sealed for one does not open as another's of the same id. */
function placeOf({ principal }: TenantContext, id: string, column: string) {
  return { table: 'stream', row: `${principal.kind}:${principal.id}:${id}`, column };
}

function opened(
  ctx: TenantContext,
  keys: TenantKeys,
  id: string,
  column: string,
  value: Buffer,
): string {
  const { tenant, text } = JSON.parse(keys.openText(placeOf(ctx, id, column), value));
  assertTenant(ctx, tenant, 'a stream');
  return text;
}
