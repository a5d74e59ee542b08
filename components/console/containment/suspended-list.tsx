import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import type { SuspendedView } from '@/lib/containment/schema';

/** Whom an operator suspended until somebody resumes them. */
export function SuspendedList({ tenants }: { tenants: readonly SuspendedView[] }) {
  return (
    <EntryList
      none={{ title: 'Nobody is suspended', text: 'No tenant waits for somebody to resume it.' }}
      entries={tenants.map(({ id, name }) => ({
        id,
        title: (
          <Link href={`/console/tenants/${id}`} className="underline underline-offset-2">
            {name}
          </Link>
        ),
        note: 'Until an operator resumes it on its page; why stands in the audit log.',
        aside: <Badge tone="warn">Suspended</Badge>,
      }))}
    />
  );
}
