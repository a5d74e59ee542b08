import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import type { AppError } from '@/lib/errors';
import type { AdmissionDecision } from '@/lib/kv/tenant-kv';
import { processState } from '@/lib/process-state';
import type { PolicyInForce } from '@/lib/tenancy/contained-policy';
import { containmentsSaid } from '@/lib/tenancy/containments';
import type { TenantContext } from '@/lib/tenancy/context';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import { admissionRefusal } from './admission-refusal';
import { paceRepeat } from './repeat-pace';

type Denial = AdmissionDecision & { admitted: false };

interface Remembered {
  denial: Denial;
  /** Of the workspace or of the key, whichever bound. */
  limit: number;
  policyVersion: number;
  /** `containmentsSaid` when it was refused. */
  said: number;
  /** Milliseconds since the epoch. */
  until: number;
  /** The same words for all who ask within a second of each other. */
  told?: { seconds: number; refusal: AppError };
}

/**
 * The rates whose time to come back nothing can bring forward. Tokens are corrected downwards when answers end
 * and a smaller request may fit; slots become free at any moment: neither is ever refused from memory.
 */
const FIELDS = {
  requests_per_minute: 'requestsPerMinute',
  burst_per_second: 'burstPerSecond',
} as const;

const remembered = processState(
  'traffic.refusals',
  () => new LRUCache<string, Remembered>({ max: 10_000 }),
);
forgettable('refusals', (tenantId) =>
  removeEntries(remembered, (key) => key.startsWith(`${tenantId}/`)),
);

const tenantKey = (ctx: TenantContext) => `${ctx.tenantId}/`;
const keyKey = (ctx: TenantContext) => `${ctx.tenantId}/${ctx.key?.id}`;

/** Keeps what was refused until the time that it named, or until an add-on or a containment begins or ends. */
export function rememberRefusal(
  ctx: TenantContext,
  policy: Pick<PolicyInForce, 'addons' | 'containedUntil' | 'requestsPerMinute' | 'burstPerSecond'>,
  denial: Denial,
): void {
  if (denial.limit !== 'requests_per_minute' && denial.limit !== 'burst_per_second') return;
  const limits = denial.scope === 'key' ? ctx.key?.limits : policy;
  const limit = limits?.[FIELDS[denial.limit]];
  if (limit === undefined) return;
  const now = clock().now();
  const { containedUntil = [] } = policy;
  const turns = policy.addons
    .flatMap(({ from, until }) => [from, until])
    .concat(containedUntil)
    .map(Date.parse)
    .filter((at) => at > now);
  const until = Math.min(now + denial.retryAfterMs, ...turns);
  const key = denial.scope === 'key' ? keyKey(ctx) : tenantKey(ctx);
  const said = containmentsSaid();
  remembered.set(key, { denial, limit, policyVersion: ctx.policyVersion, said, until });
}

/** `earlyRefusal`, held for a second at most when the tenant repeats itself too fast; what is true then. */
export async function pacedRefusal(ctx: TenantContext): Promise<AppError | undefined> {
  if (!earlyRefusal(ctx)) return undefined;
  await paceRepeat(ctx.tenantId);
  return earlyRefusal(ctx);
}

/**
 * The refusal that the request would meet, from memory and at once: to be asked before its body is read. Undefined
 * when it has to be decided. Whoever answers with it counts it (`countRefusal`).
 */
export function earlyRefusal(ctx: TenantContext): AppError | undefined {
  return known(ctx, tenantKey(ctx)) ?? (ctx.key && known(ctx, keyKey(ctx)));
}

function known(ctx: TenantContext, key: string): AppError | undefined {
  const entry = remembered.get(key);
  if (!entry) return undefined;
  const { denial, limit, policyVersion, said, until } = entry;
  const left = until - clock().now();
  const field = FIELDS[denial.limit as keyof typeof FIELDS];
  const changed = denial.scope === 'key' && ctx.key?.limits[field] !== limit;
  const stale = policyVersion !== ctx.policyVersion || said !== containmentsSaid();
  if (left <= 0 || changed || stale) {
    remembered.delete(key);
    return undefined;
  }
  const seconds = Math.ceil(left / 1000);
  if (entry.told?.seconds !== seconds) {
    const refusal = admissionRefusal(ctx, { [field]: limit }, { ...denial, retryAfterMs: left });
    entry.told = { seconds, refusal };
  }
  return entry.told.refusal;
}
