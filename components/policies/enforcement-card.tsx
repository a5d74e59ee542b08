import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { Enforcement } from '@/lib/policies/instances/schema';
import { AnnounceButton } from './announce-button';

/** Whether what is in force is what is obeyed, and what to do where it is not. */
export function EnforcementCard({
  enforcement,
  acts,
}: {
  enforcement: Enforcement;
  acts: boolean;
}) {
  const { requests, behind } = enforcement;
  return (
    <Card
      flush={behind.length > 0}
      title="In force and obeyed"
      description="Each request of the last hour, on every instance, beside the version in force when it began"
    >
      {behind.length === 0 ? (
        <p className="text-sm">
          {requests === 0
            ? 'There were no requests in the last hour.'
            : `${requests === 1 ? 'The one request' : `All ${formatCount(requests)} requests`} obeyed the version in force.`}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {behind.map(({ tenantId, name, requests: count, lastAt }) => (
            <li
              key={tenantId}
              className="flex flex-wrap items-center justify-between gap-3 px-5 py-3 text-sm"
            >
              <p>
                <Link
                  href={`/console/tenants/${tenantId}`}
                  className="font-medium underline-offset-4 hover:underline"
                >
                  {name}
                </Link>
                : {formatCount(count)} under an earlier version, the last one{' '}
                <Time value={lastAt} />
              </p>
              {acts && <AnnounceButton tenantId={tenantId} name={name} />}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
