import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { Time } from '@/components/ui/time';
import type { SelfTestSummary } from '@/lib/security/schema';

interface RunHistoryProps {
  runs: readonly SelfTestSummary[];
  shownId: string | undefined;
}

export function RunHistory({ runs, shownId }: RunHistoryProps) {
  if (runs.length === 0) return null;
  return (
    <Card flush title="History">
      <ul className="divide-y divide-line">
        {runs.map((run) => (
          <li key={run.id}>
            <Link
              href={`/console/security?run=${run.id}`}
              aria-current={run.id === shownId ? 'true' : undefined}
              className={cn(
                'flex items-center justify-between gap-3 px-5 py-2.5 text-sm hover:bg-ink/3',
                run.id === shownId && 'bg-accent-soft',
              )}
            >
              <span className="min-w-0">
                <Time value={run.startedAt} mode="absolute" />
                <span className="block truncate text-ink-faint text-xs">{run.startedBy}</span>
              </span>
              {run.failed > 0 ? (
                <Badge tone="danger">{run.failed} failed</Badge>
              ) : run.problem || !run.finishedAt ? (
                <Badge tone="warn">Not finished</Badge>
              ) : (
                <Badge tone="success">{run.held} held</Badge>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
