import Link from 'next/link';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount } from '@/components/ui/format';
import type { ShareState } from '@/lib/console/traffic/schema';
import { localNumber } from '@/lib/localized';

export function ShareList({ shares }: { shares: readonly ShareState[] }) {
  return (
    <EntryList
      none={{ title: 'Nobody waits', text: 'No answer is being written at this moment.' }}
      entries={shares.map(({ tenant, weight, slots, waiting }) => ({
        id: tenant.id,
        title: (
          <Link href={`/console/tenants/${tenant.id}`} className="hover:underline">
            {tenant.name}
          </Link>
        ),
        note: `Weight ${localNumber(weight, { maximumFractionDigits: 2 })}`,
        aside: (
          <span className="tabular text-ink-soft text-sm">
            {formatCount(slots)} in progress, {formatCount(waiting)} waiting
          </span>
        ),
      }))}
    />
  );
}
