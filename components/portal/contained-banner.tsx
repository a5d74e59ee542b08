import { OctagonPause } from 'lucide-react';
import { ShellBanner } from '@/components/shell/shell-banner';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { ContainmentMetric, OwnContainment } from '@/lib/containment/schema';
import type { ContainmentAction } from '@/lib/tenancy/schema';

const WHY: Record<ContainmentMetric, string> = {
  error_share: 'many of its answers failed',
  spend_factor: 'it spent far more than usual',
  refused: 'it kept asking after refusals',
  injection_attempts: 'many messages or documents tried to steer the assistant',
};

/** For owner and admins, on every page while a rule holds the workspace back. */
export function ContainedBanner({ containments }: { containments: readonly OwnContainment[] }) {
  const [first] = containments;
  if (!first) return null;
  return (
    <ShellBanner tone="warn" icon={<OctagonPause aria-hidden />}>
      Your workspace is held back until <Time value={first.until} mode="absolute" />, since{' '}
      {WHY[first.metric]}: {first.actions.map(words).join('; ')}. It ends by itself.
    </ShellBanner>
  );
}

function words(action: ContainmentAction): string {
  if (action.kind === 'cap')
    return `at most ${formatCount(action.requestsPerMinute)} requests and ${formatCount(action.tokensPerMinute)} tokens a minute`;
  return action.kind === 'pause' ? 'paused' : 'it waits longer when others ask too';
}
