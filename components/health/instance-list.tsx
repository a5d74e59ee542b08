import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { formatBytes, formatCount, formatDuration } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { Tone } from '@/components/ui/tone';
import type { InstanceView } from '@/lib/platform-health/schema';

const STATE: Record<InstanceView['state'], { label: string; tone: Tone }> = {
  running: { label: 'Running', tone: 'success' },
  lost: { label: 'Not seen', tone: 'danger' },
  stopped: { label: 'Stopped', tone: 'neutral' },
};

/** Every instance of the last day: what it does, and how it is. */
export function InstanceList({ instances }: { instances: readonly InstanceView[] }) {
  return (
    <EntryList
      none={{ title: 'No instance has told of itself', text: 'Each does so every five seconds.' }}
      entries={instances.map(({ id, roles, version, node, startedAt, seenAt, state, facts }) => ({
        id,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            <code className="font-mono text-xs">{id.slice(0, 8)}</code>
            {roles.map((role) => (
              <Badge key={role}>{role}</Badge>
            ))}
            {facts.stores.limits === 'redis away' && <Badge tone="danger">Redis is away</Badge>}
          </span>
        ),
        note: (
          <>
            {`Version ${version} on Node ${node} · ${formatBytes(facts.memoryBytes)} · timers ${formatDuration(facts.lagMs)} late · limits in ${facts.stores.limits} · vectors in ${facts.stores.vectors.join(', ')} · since `}
            <Time value={startedAt} mode="absolute" />
            {', seen '}
            <Time value={seenAt} />
            <Flow facts={facts} />
          </>
        ),
        aside: <Badge tone={STATE[state].tone}>{STATE[state].label}</Badge>,
      }))}
    />
  );
}

/** What of it does not flow. */
function Flow({ facts: { pools, upstreams } }: Pick<InstanceView, 'facts'>) {
  const open = upstreams.filter(({ breaker }) => breaker !== 'closed');
  const full = pools.filter(({ waiting }) => waiting > 0);
  const busy = pools.reduce((sum, pool) => sum + pool.busy, 0);
  const words = [
    `${formatCount(upstreams.length)} models in use`,
    ...open.map(
      ({ model, own, breaker }) =>
        `${model}${own ? ' (own account)' : ''} is ${breaker.replace('_', ' ')}`,
    ),
    `${formatCount(busy)} slots of ${formatCount(pools.length)} pools busy`,
    ...full.map(({ name, waiting }) => `${formatCount(waiting)} wait for ${name}`),
  ];
  return <span className="block">{words.join(' · ')}</span>;
}
