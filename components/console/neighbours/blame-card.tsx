import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount, formatDuration, formatPercent } from '@/components/ui/format';
import type { NeighboursView } from '@/lib/console/neighbours/schema';

interface BlameCardProps {
  waiter: NonNullable<NeighboursView['waiter']>;
  stepMs: number;
}

/** Who held slots while one tenant waited. */
export function BlameCard({ waiter, stepMs }: BlameCardProps) {
  const { tenant, waitedMs, blame, others } = waiter;
  return (
    <Card
      flush
      title={`Why ${tenant.name} waited ${formatDuration(waitedMs)}`}
      description={`By who held slots in the same ${formatDuration(stepMs)}, all pools together${others > 0 ? `; and ${formatCount(others)} more, which held less` : ''}`}
      className="mb-6"
    >
      <EntryList
        none={{
          title: 'Nobody held a slot meanwhile',
          text: 'It waited for something else, such as its own limit of answers at once.',
        }}
        entries={blame.map((each) => ({
          id: each.tenant.id,
          title: (
            <Link
              href={`/console/tenants/${each.tenant.id}`}
              prefetch={false}
              className="hover:underline"
            >
              {each.tenant.name}
            </Link>
          ),
          note: each.tenant.id === tenant.id ? 'its own answers' : 'another tenant’s answers',
          aside: (
            <span className="tabular text-ink-soft text-sm">
              {formatDuration(each.ms)}, {formatPercent(each.share)}
            </span>
          ),
        }))}
      />
    </Card>
  );
}
