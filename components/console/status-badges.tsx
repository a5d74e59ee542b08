import { Badge } from '@/components/ui/badge';
import { formatDate } from '@/components/ui/format';
import type { Tone } from '@/components/ui/tone';
import type { Outcome, TenantState } from '@/lib/console/schema';
import { MODELS, modelIdSchema } from '@/lib/llm/schema';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';

const STATE: Record<TenantState, [Tone, string]> = {
  active: ['success', 'Active'],
  suspended: ['warn', 'Suspended'],
  erasing: ['danger', 'Erasing'],
  erased: ['neutral', 'Erased'],
};

export function TenantStateBadge({ state }: { state: TenantState }) {
  const [tone, label] = STATE[state];
  return (
    <Badge tone={tone} dot>
      {label}
    </Badge>
  );
}

/** Of a tenant that ends at its owner's word. */
export function LeavingBadge({ endsAt }: { endsAt: string }) {
  return <Badge tone="danger">Leaves on {formatDate(endsAt)}</Badge>;
}

const OUTCOME_TONE: Record<Outcome, Tone> = {
  ok: 'success',
  stopped: 'neutral',
  refused: 'warn',
  error: 'danger',
};

export const OUTCOME_LABEL: Record<Outcome, string> = {
  ok: 'OK',
  stopped: 'Stopped',
  refused: 'Refused',
  error: 'Error',
};

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  return (
    <Badge tone={OUTCOME_TONE[outcome]} dot>
      {OUTCOME_LABEL[outcome]}
    </Badge>
  );
}

/** A model's name for people; an identifier that is no longer known stays as it is. */
export function modelName(id: string | null): string {
  if (id === EMBEDDING_MODEL) return 'Embedding';
  const known = modelIdSchema.safeParse(id);
  return known.success ? MODELS[known.data].displayName : (id ?? '–');
}

export function planName(plan: string): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}
