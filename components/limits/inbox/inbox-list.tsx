import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { planName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import { POLICY_FIELDS } from '@/lib/console/policy/fields/schema';
import type { InboxItem } from '@/lib/quota-requests/schema';
import { OWN_LIMITS } from '@/lib/tenancy/schema';
import { limitsText, limitText } from '../limit-draft';
import { STATE_BADGE, span } from '../request-list';
import { DecideDialog } from './decide-dialog';
import { ProjectionTable } from './projection-table';

interface InboxListProps {
  items: readonly InboxItem[];
  /** Whether the reader may decide. */
  acts: boolean;
  empty: string;
}

/** Requests of all tenants with what granting them comes to. */
export function InboxList({ items, acts, empty }: InboxListProps) {
  if (items.length === 0) return <EmptyState bare icon={<Inbox />} title={empty} />;
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => {
        const [tone, label] = STATE_BADGE[item.state];
        return (
          <li key={item.id} className="grid gap-x-8 gap-y-4 px-5 py-5 lg:grid-cols-2">
            <div className="min-w-0 space-y-2 text-sm">
              <p className="flex flex-wrap items-center gap-2">
                <Link
                  href={`/console/tenants/${item.tenant.id}`}
                  className="font-medium underline-offset-4 hover:underline"
                >
                  {item.tenant.name}
                </Link>
                <Badge>{planName(item.tenant.plan)}</Badge>
                <Badge tone={tone}>{label}</Badge>
                <span className="text-ink-faint text-xs">
                  {item.askedBy ?? 'Somebody who left'}, <Time value={item.askedAt} />
                </span>
              </p>
              <ul className="tabular">
                {OWN_LIMITS.filter((limit) => item.wanted[limit] !== undefined).map((limit) => (
                  <li key={limit}>
                    {POLICY_FIELDS[limit].label}: {limitText(limit, item.now[limit])} now,{' '}
                    <strong className="font-medium">
                      {limitText(limit, item.wanted[limit] ?? 0)}
                    </strong>{' '}
                    asked for
                  </li>
                ))}
                <li>{span(item.days)}</li>
              </ul>
              <p className="[overflow-wrap:anywhere]">{item.reason}</p>
              {item.answer && (
                <p className="border-line-firm border-l-2 pl-3 text-ink-soft [overflow-wrap:anywhere]">
                  {item.answer}
                  {item.granted &&
                    ` (${limitsText(item.granted).join(', ')}, ${span(item.grantedDays)})`}
                </p>
              )}
            </div>
            <div className="min-w-0 space-y-3">
              <ProjectionTable item={item} />
              {acts && item.state === 'open' && <DecideDialog item={item} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
