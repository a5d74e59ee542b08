import Link from 'next/link';
import { Alert } from '@/components/ui/alert';
import type { ObjectiveAlert } from '@/lib/console/objectives/schema';

/** What burns now, above everything else; nothing where all is kept. */
export function OpenAlerts({ alerts }: { alerts: readonly ObjectiveAlert[] }) {
  if (alerts.length === 0) return null;
  const unanswered = alerts.some(({ acknowledgedAt }) => acknowledgedAt === null);
  return (
    <Alert
      kind={unanswered ? 'error' : 'warn'}
      title={alerts.length === 1 ? 'An objective is not kept' : 'Objectives are not kept'}
      text={
        <>
          {[...new Set(alerts.map(({ name }) => name))].join(', ')}.{' '}
          <Link href="/console/objectives" className="font-medium text-accent-text hover:underline">
            {unanswered ? 'Look and acknowledge' : 'Look at it'}
          </Link>
        </>
      }
      className="mb-6"
    />
  );
}
