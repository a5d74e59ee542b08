import { Badge } from '@/components/ui/badge';
import { formatDate, formatPercent } from '@/components/ui/format';
import type { Tone } from '@/components/ui/tone';
import type { Complaint, Health } from '@/lib/console/fleet/schema';

export const HEALTH_LABEL: Record<Health, string> = {
  failing: 'Failing',
  strained: 'Strained',
  held_back: 'Held back',
  healthy: 'Healthy',
  idle: 'Idle',
};
const TONE: Record<Health, Tone> = {
  failing: 'danger',
  strained: 'warn',
  held_back: 'info',
  healthy: 'success',
  idle: 'neutral',
};

/** The word for a tenant, and beneath it why. */
export function HealthBadge({ health, complaints }: { health: Health; complaints: Complaint[] }) {
  return (
    <div className="space-y-1">
      <Badge tone={TONE[health]} dot>
        {HEALTH_LABEL[health]}
      </Badge>
      {complaints.length > 0 && (
        <p className="max-w-48 text-ink-faint text-xs">{complaints.map(inWords).join(', ')}</p>
      )}
    </div>
  );
}

function inWords(complaint: Complaint): string {
  switch (complaint.kind) {
    case 'breaker':
      return 'its model account is not called';
    case 'errors':
      return `${formatPercent(complaint.share)} failed`;
    case 'slower':
      return `P95 at ${formatPercent(complaint.times)} of before`;
    case 'waited':
      return `${formatPercent(complaint.share)} waited for a slot`;
    case 'refused':
      return `${formatPercent(complaint.share)} refused`;
    case 'budget_used_up':
      return 'month’s budget used up';
    case 'budget_ends':
      return `budget ends on ${formatDate(complaint.at)}`;
    case 'contained':
      return 'contained';
    case 'suspended':
      return 'suspended';
  }
}
