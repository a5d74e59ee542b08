import { formatDuration } from '@/components/ui/format';
import type { ObjectiveKind, ObjectiveView } from '@/lib/console/objectives/schema';
import { localNumber } from '@/lib/localized';
import { planName } from '../status-badges';

export const KIND_LABEL: Record<ObjectiveKind, string> = {
  errors: 'Requests that do not fail',
  latency: 'Whole answers within a time',
  first_token: 'First tokens within a time',
};

type Promised = Pick<
  ObjectiveView,
  'kind' | 'thresholdMs' | 'target' | 'days' | 'plan' | 'feature'
>;

/** "95% of first tokens within 5 s over 28 days, of the Enterprise plan, chat". */
export function objectiveWords(of: Promised): string {
  const { kind, thresholdMs, target, days, plan, feature } = of;
  const within = thresholdMs === null ? '' : ` within ${formatDuration(thresholdMs)}`;
  const what = {
    errors: 'of requests do not fail',
    latency: `of answers are whole${within}`,
    first_token: `of answers begin${within}`,
  }[kind];
  const whose = `${plan ? `the ${planName(plan)} plan` : 'every plan'}, ${feature ?? 'every operation'}`;
  // Of 99.95% no digit is rounded away.
  const share = localNumber(target, { style: 'percent', maximumFractionDigits: 2 });
  return `${share} ${what} over ${days} days: ${whose}`;
}
