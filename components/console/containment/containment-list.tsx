import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { ContainmentView } from '@/lib/containment/schema';
import { actionsWords, figureWords } from './containment-words';
import { LiftButton } from './lift-button';

interface ContainmentListProps {
  containments: readonly ContainmentView[];
  /** Whether the reader may lift them. */
  acts: boolean;
  none?: { title: string; text: string };
}

const NONE = {
  title: 'Nobody is contained',
  text: 'No tenant reached a rule’s threshold, and nobody holds one back by hand.',
};

/** Whom a rule or an operator contains or contained, with the figure or the reason. */
export function ContainmentList({ containments, acts, none = NONE }: ContainmentListProps) {
  return (
    <EntryList
      none={none}
      entries={containments.map((each) => ({
        id: each.id,
        title: (
          <>
            <Link
              href={`/console/tenants/${each.tenantId}`}
              className="underline underline-offset-2"
            >
              {each.tenantName}
            </Link>
            {`: ${actionsWords(each.actions)}`}
          </>
        ),
        note: (
          <>
            {each.metric === 'by_hand'
              ? `${each.ruleName}${each.startedBy ? ` by ${each.startedBy}` : ''}: ${each.reason} · since `
              : `${each.ruleName} · ${figureWords(each.metric, each.value)} · since `}
            <Time value={each.since} mode="absolute" />
            {each.endedAt ? <Ended containment={each} /> : ', until '}
            {!each.endedAt && <Time value={each.until} mode="absolute" />}
          </>
        ),
        aside: <State containment={each} acts={acts} />,
      }))}
    />
  );
}

function Ended({ containment }: { containment: ContainmentView }) {
  const { endedAt, endedBy, endReason } = containment;
  if (!endedAt) return null;
  return (
    <>
      {' · '}
      {endedBy ? `lifted by ${endedBy} (${endReason}) ` : 'ended by itself '}
      <Time value={endedAt} mode="absolute" />
    </>
  );
}

function State({ containment, acts }: { containment: ContainmentView; acts: boolean }) {
  if (containment.endedAt) return <Badge>Over</Badge>;
  return acts ? <LiftButton containment={containment} /> : <Badge tone="warn">In force</Badge>;
}
