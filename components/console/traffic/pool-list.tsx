import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount } from '@/components/ui/format';
import type { PoolState } from '@/lib/console/traffic/schema';

export function PoolList({ pools }: { pools: readonly PoolState[] }) {
  return (
    <EntryList
      none={{ title: 'Nothing used yet', text: 'No running instance used a dependency so far.' }}
      entries={pools.map(({ name, slots, busy, waiting, refused }) => ({
        id: name,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            {name.charAt(0).toUpperCase() + name.slice(1)}
            {waiting > 0 && <Badge tone="warn">{formatCount(waiting)} waiting</Badge>}
          </span>
        ),
        note:
          refused === 0
            ? 'Nobody was refused since the start.'
            : `${formatCount(refused)} refused since the start.`,
        aside: (
          <span className="tabular text-ink-soft text-sm">
            {formatCount(busy)} of {formatCount(slots)} busy
          </span>
        ),
      }))}
    />
  );
}
