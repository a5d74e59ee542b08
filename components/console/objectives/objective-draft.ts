import type { ObjectiveKind, ObjectiveView } from '@/lib/console/objectives/schema';
import type { Plan } from '@/lib/tenancy/schema';

/** A form's fields, as typed. */
export interface ObjectiveDraft {
  name: string;
  enabled: boolean;
  kind: ObjectiveKind;
  seconds: string;
  percent: string;
  days: string;
  plan: string;
  feature: string;
  escalateMinutes: string;
  reason: string;
}

export const EVERY = 'every';

export function newDraft(): ObjectiveDraft {
  return {
    ...{ name: '', enabled: true, kind: 'latency', seconds: '10', percent: '95', days: '28' },
    ...{ plan: EVERY, feature: 'chat', escalateMinutes: '15', reason: '' },
  };
}

export function draftOf(objective: ObjectiveView): ObjectiveDraft {
  return {
    name: objective.name,
    enabled: objective.enabled,
    kind: objective.kind,
    seconds: objective.thresholdMs === null ? '' : String(objective.thresholdMs / 1000),
    percent: String(Math.round(objective.target * 1_000_000) / 10_000),
    days: String(objective.days),
    plan: objective.plan ?? EVERY,
    feature: objective.feature ?? '',
    escalateMinutes: String(objective.escalateMinutes),
    reason: '',
  };
}

/** What a schema then checks: what is no number fails there. */
export function addedOf(draft: ObjectiveDraft) {
  return {
    ...promisedOf(draft),
    kind: draft.kind,
    thresholdMs: draft.kind === 'errors' ? null : numberOf(draft.seconds) * 1000,
    plan: draft.plan === EVERY ? null : (draft.plan as Plan),
    feature: draft.feature.trim() === '' ? null : draft.feature.trim(),
  };
}

export function editedOf(id: string, draft: ObjectiveDraft) {
  return { ...promisedOf(draft), id, enabled: draft.enabled };
}

function promisedOf(draft: ObjectiveDraft) {
  return {
    name: draft.name,
    targetPercent: numberOf(draft.percent),
    days: numberOf(draft.days),
    escalateMinutes: numberOf(draft.escalateMinutes),
    reason: draft.reason,
  };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
