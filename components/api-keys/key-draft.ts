import type { KeyLimits } from '@/lib/api-keys/schema';
import type { KeyScope } from '@/lib/tenancy/schema';

/** A key as the form holds it: numbers and networks are text as it was typed; empty is none. */
export interface KeyDraft {
  name: string;
  scopes: ReadonlySet<string>;
  days: string;
  networks: string;
  limits: Record<keyof KeyLimits, string>;
  mayDowngrade: boolean;
}

export const NO_END = 'none';

const FIRST: KeyScope = 'messages';

export const NEW_KEY: KeyDraft = {
  name: '',
  scopes: new Set([FIRST]),
  days: '90',
  networks: '',
  limits: { requestsPerMinute: '', burstPerSecond: '', tokensPerMinute: '', inFlight: '' },
  mayDowngrade: false,
};

/** What the draft describes, for the schema to judge. */
export function keyInput({ limits, ...draft }: KeyDraft): unknown {
  return {
    name: draft.name,
    scopes: [...draft.scopes],
    days: draft.days === NO_END ? null : Number(draft.days),
    allowList: draft.networks.split(/[\s,]+/).filter(Boolean),
    limits: {
      requestsPerMinute: numberOrNull(limits.requestsPerMinute),
      burstPerSecond: numberOrNull(limits.burstPerSecond),
      tokensPerMinute: numberOrNull(limits.tokensPerMinute),
      inFlight: numberOrNull(limits.inFlight),
    },
    mayDowngrade: draft.mayDowngrade,
  };
}

function numberOrNull(text: string): number | null {
  const plain = text.replaceAll(',', '').trim();
  return plain === '' ? null : Number(plain);
}
