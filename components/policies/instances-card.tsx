import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { InstanceBehind, InstanceEnforcement } from '@/lib/policies/instances/schema';
import { AnnounceButton } from './announce-button';

/** Of what one is behind of. */
const SHOWN = 5;

const LIMITS: Record<InstanceEnforcement['limits'], string> = {
  redis: 'counts limits with all others in Redis',
  'redis away': 'counts limits by itself, since Redis is away',
  'in process': 'counts limits in its own memory',
};

/** What every instance takes to be in force, beside what is: of each tenant, and of the stores that it enforces it in. */
export function InstancesCard({
  instances,
  acts,
}: {
  instances: readonly InstanceEnforcement[];
  acts: boolean;
}) {
  return (
    <Card
      flush
      title="Known to instances"
      aria-label="Known to instances"
      description="What each told in the last seconds. One that is behind is told again by itself, and the audit log says so."
    >
      <EntryList
        none={{ title: 'No instance has told of itself', text: 'Each does so every five seconds.' }}
        entries={instances.map((instance) => ({
          id: instance.id,
          title: (
            <span className="flex flex-wrap items-center gap-2">
              <code className="font-mono text-xs">{instance.id.slice(0, 8)}</code>
              {instance.roles.map((role) => (
                <Badge key={role}>{role}</Badge>
              ))}
              <State {...instance} />
            </span>
          ),
          note: (
            <>
              {`Remembers what holds for ${formatCount(instance.tenants)} ${instance.tenants === 1 ? 'tenant' : 'tenants'}, ${LIMITS[instance.limits]} · seen `}
              <Time value={instance.seenAt} />
              {instance.behind.slice(0, SHOWN).map((one) => (
                <Behind key={`${one.tenantId} ${one.part}`} {...one} />
              ))}
              {instance.behind.length > SHOWN && (
                <span className="block">{`and ${formatCount(instance.behind.length - SHOWN)} more`}</span>
              )}
            </>
          ),
          aside: acts && <Asks behind={instance.behind.slice(0, SHOWN)} />,
        }))}
      />
    </Card>
  );
}

function State({ seen, behind, countsAlone, lacks }: InstanceEnforcement) {
  if (!seen) return <Badge tone="danger">Not seen</Badge>;
  if (behind.length === 0 && !countsAlone && lacks.length === 0)
    return <Badge tone="success">As in force</Badge>;
  return (
    <>
      {behind.length > 0 && <Badge tone="danger">Behind</Badge>}
      {countsAlone && <Badge tone="warn">Counts alone</Badge>}
      {lacks.length > 0 && <Badge tone="danger">{`Without ${lacks.join(', ')}`}</Badge>}
    </>
  );
}

function Behind({ tenantId, name, part, knows, inForce, toldAt }: InstanceBehind) {
  return (
    <span className="block">
      <Link href={`/console/tenants/${tenantId}`} className="underline underline-offset-4">
        {name}
      </Link>
      {part === 'policy'
        ? `: version ${knows}, in force is ${inForce}`
        : ': other containments than are in force'}
      {toldAt && (
        <>
          {', told '}
          <Time value={toldAt} />
        </>
      )}
    </span>
  );
}

function Asks({ behind }: Pick<InstanceEnforcement, 'behind'>) {
  const tenants = new Map(behind.map(({ tenantId, name }) => [tenantId, name]));
  return [...tenants].map(([tenantId, name]) => (
    <AnnounceButton key={tenantId} tenantId={tenantId} name={name} />
  ));
}
