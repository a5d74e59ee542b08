import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount, formatDuration, formatPercent } from '@/components/ui/format';
import type { Blamed } from '@/lib/console/neighbours/schema';

interface BlameCardProps {
  blamed: Blamed;
  /** What the chosen tenant did: it waited, or it held slots. */
  of: 'waiter' | 'holder';
  stepMs: number;
}

/** Who held slots while one tenant waited, or who waited while one held them. */
export function BlameCard({ blamed: { tenant, ms, blame, others }, of, stepMs }: BlameCardProps) {
  const words = WORDS[of];
  const more = others > 0 ? `; and ${formatCount(others)} more, which ${words.did} less` : '';
  return (
    <Card
      flush
      title={words.title(tenant.name, formatDuration(ms))}
      description={`${words.by} ${formatDuration(stepMs)}, all pools together${more}`}
      className="mb-6"
    >
      <EntryList
        none={words.none}
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

const WORDS = {
  waiter: {
    title: (name: string, time: string) => `Why ${name} waited ${time}`,
    by: 'By who held slots in the same',
    did: 'held',
    none: {
      title: 'Nobody held a slot meanwhile',
      text: 'It waited for something else, such as its own limit of answers at once.',
    },
  },
  holder: {
    title: (name: string, time: string) => `Who waited because of ${name}: ${time} in all`,
    by: 'By its part of the slots that were held in the same',
    did: 'waited',
    none: {
      title: 'Nobody waited meanwhile',
      text: 'There were slots for everybody while it held some.',
    },
  },
};
