import { LRUCache } from 'lru-cache';
import { changedKeys, type RememberedKey } from '@/lib/db/credentials';
import { type Listener, listen } from '@/lib/db/listen';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import type { TenantContext } from './context';

/** A key that PostgreSQL verified, by the HMAC of its text. */
export interface KnownKey extends RememberedKey {
  ctx: TenantContext;
  allows: (address: string) => boolean;
  /** Of the process's monotonic clock, in ms. */
  verifiedAt: number;
  confirmedAt: number;
  usedAt: number;
}

const CHANNEL = 'tenantry_keys';
/** After so long a key is verified again whatever was said of it; its last use is noted then. */
const LONGEST_MS = 60_000;
/** How old the database's word may be on which a key is let in: what a revocation needs at most. */
const CONFIRMED_MS = 1_000;
const LOOK_MS = 400;
/** What PostgreSQL refused as no key stays none: ids are not used twice, and what ended does not come back. */
const REFUSED_MS = 1_000;
/** An address from which so many texts came within a minute that were no keys is taken to send more of them. */
const MANY_REFUSED = 20;
const ADDRESS_MS = 60_000;

const state = processState('tenancy.keys', () => ({
  /** By the HMAC of a key's whole text, which is one tenant's and which only that key gives. */
  known: new LRUCache<string, KnownKey>({ max: 10_000 }),
  /** By the HMAC likewise. */
  refused: new LRUCache<string, true>({ max: 10_000, ttl: REFUSED_MS }),
  /** How many that was, by the address that they came from. */
  refusedOf: new LRUCache<string, number>({ max: 10_000, ttl: ADDRESS_MS, noUpdateTTL: true }),
  listener: undefined as Listener | undefined,
  timer: undefined as NodeJS.Timeout | undefined,
  looking: false,
  /** Counts messages: what was asked for before one is no word on what came after. */
  told: 0,
}));

forgettable('api keys', forgetKeys);

/** The key while the database's word on it is fresh; otherwise it has to be verified. */
export function knownKey(hmac: string): KnownKey | undefined {
  const key = state.known.get(hmac);
  if (!key) return undefined;
  const at = performance.now();
  if (at - key.confirmedAt > CONFIRMED_MS || at - key.verifiedAt > LONGEST_MS) return undefined;
  key.usedAt = at;
  return key;
}

/** What verifying begins with: a message that comes meanwhile makes what was verified worthless to remember. */
export function keysTold(): number {
  watch();
  return state.told;
}

/** `askedAt`: when PostgreSQL was asked, of the monotonic clock; `told`: what `keysTold` gave before that. */
export function rememberKey(
  hmac: string,
  key: RememberedKey & Pick<KnownKey, 'ctx' | 'allows'>,
  { askedAt, told }: { askedAt: number; told: number },
): void {
  if (told !== state.told) return;
  state.known.set(hmac, { ...key, verifiedAt: askedAt, confirmedAt: askedAt, usedAt: askedAt });
}

/** Whether PostgreSQL refused it within the last second: the same text costs it one question a second. */
export function isRefusedKey(hmac: string): boolean {
  return state.refused.has(hmac);
}

export function rememberRefusedKey(hmac: string, address: string): void {
  state.refused.set(hmac, true);
  state.refusedOf.set(address, (state.refusedOf.get(address) ?? 0) + 1);
}

/** Whether what comes from the address is made up, as far as can be told before it is verified. */
export function sendsMadeUpKeys(address: string): boolean {
  return (state.refusedOf.get(address) ?? 0) >= MANY_REFUSED;
}

/** The policy that keys are let in under from memory, by tenant: the oldest version of any of its keys. */
export function policiesKnown(): Map<string, number> {
  const at = performance.now();
  const known = new Map<string, number>();
  for (const { tenantId, policyVersion, confirmedAt, verifiedAt } of state.known.values())
    if (at - confirmedAt <= CONFIRMED_MS && at - verifiedAt <= LONGEST_MS)
      known.set(tenantId, Math.min(policyVersion, known.get(tenantId) ?? policyVersion));
  return known;
}

function forgetKeys(tenantId: string): number {
  return removeEntries(state.known, (hmac) => state.known.peek(hmac)?.tenantId === tenantId);
}

/** Listening starts with the first key and goes on; looking stops when none is in use. */
function watch(): void {
  if (!state.listener || state.listener.closed) state.listener = listen(CHANNEL, onChanged);
  state.timer ??= setInterval(() => void look(), LOOK_MS).unref();
}

/** `tenantId`: unknown after a pause in listening. */
function onChanged(tenantId?: string): void {
  state.told++;
  if (tenantId === undefined) state.known.clear();
  else forgetKeys(tenantId);
}

/** Confirms the keys in use, all in one question, or forgets them. What is not in use lapses and costs nothing. */
async function look(): Promise<void> {
  if (state.looking) return;
  const askedAt = performance.now();
  const used = [...state.known].filter(([, key]) => askedAt - key.usedAt <= CONFIRMED_MS);
  if (used.length === 0) {
    clearInterval(state.timer);
    state.timer = undefined;
    return;
  }
  state.looking = true;
  try {
    const changed = new Set(await changedKeys(used.map(([, key]) => key)));
    for (const [place, [hmac, key]] of used.entries()) {
      if (!changed.has(place)) key.confirmedAt = askedAt;
      else if (state.known.peek(hmac) === key) state.known.delete(hmac);
    }
  } catch (error) {
    // Unconfirmed keys are verified one by one, or refused while PostgreSQL is away.
    log.warn({ err: String(error) }, 'remembered keys were not compared with what has ended');
  } finally {
    state.looking = false;
  }
}
