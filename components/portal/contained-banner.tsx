import { OctagonPause } from 'lucide-react';
import { ShellBanner } from '@/components/shell/shell-banner';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { ContainedBy, OwnContainment } from '@/lib/containment/schema';
import { MODELS } from '@/lib/llm/schema';
import type { ContainmentAction } from '@/lib/tenancy/schema';
import { TOOL_WORDS } from '@/lib/tools/schema';

const WHY: Record<ContainedBy, string> = {
  by_hand: 'the platform’s operators decided so',
  error_share: 'many of its answers failed',
  spend_factor: 'it spent far more than usual',
  refused: 'it kept asking after refusals',
  injection_attempts: 'many messages or documents tried to steer the assistant',
};

/** For owner and admins, on every page while a rule or an operator holds the workspace back. */
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
  switch (action.kind) {
    case 'pause':
      return 'paused';
    case 'drain':
      return 'nothing new begins';
    case 'quarantine':
      return 'an API key is refused';
    case 'model':
      return `without ${MODELS[action.model].displayName}`;
    case 'tool':
      return `without the tool “${TOOL_WORDS[action.tool].label}”`;
    default:
      return 'it waits longer when others ask too';
  }
}
