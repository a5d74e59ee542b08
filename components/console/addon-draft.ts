import { usdInput, usdText } from '@/components/budgets/rule-draft';
import type { Addon } from '@/lib/tenancy/schema';

/** An add-on as its row in the form holds it: text as it was typed, times in UTC. */
export interface AddonDraft {
  id: string;
  name: string;
  from: string;
  until: string;
  tokensPerDay: string;
  tokensPerMonth: string;
  requestsPerMinute: string;
  usd: string;
  feeUsd: string;
}

export const newAddon = (): AddonDraft => ({
  id: crypto.randomUUID(),
  name: '',
  from: '',
  until: '',
  tokensPerDay: '0',
  tokensPerMonth: '0',
  requestsPerMinute: '0',
  usd: '0',
  feeUsd: '0',
});

export function addonDraftOf(addon: Addon): AddonDraft {
  return {
    id: addon.id,
    name: addon.name,
    from: addon.from.slice(0, 16),
    until: addon.until.slice(0, 16),
    tokensPerDay: String(addon.tokensPerDay),
    tokensPerMonth: String(addon.tokensPerMonth),
    requestsPerMinute: String(addon.requestsPerMinute),
    usd: usdText(addon.priceNano),
    feeUsd: usdText(addon.feeNano),
  };
}

/** What the draft describes, for the schema to judge. */
export function addonInput(draft: AddonDraft): unknown {
  const count = (text: string) => (text.trim() === '' ? 0 : Number(text.replaceAll(',', '')));
  return {
    id: draft.id,
    name: draft.name.trim(),
    from: utc(draft.from),
    until: utc(draft.until),
    tokensPerDay: count(draft.tokensPerDay),
    tokensPerMonth: count(draft.tokensPerMonth),
    requestsPerMinute: count(draft.requestsPerMinute),
    priceNano: usdInput(draft.usd),
    feeNano: usdInput(draft.feeUsd),
  };
}

/** `2026-11-21T09:30`, with or without seconds, as an instant; what is no time stays as it is, to be refused. */
export function utc(text: string): string {
  const time = new Date(`${text}Z`);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}
