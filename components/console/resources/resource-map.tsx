import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ResourcePool } from '@/lib/console/resources/schema';
import type { PlacementView } from '@/lib/placement/schema';
import type { KeyState } from '@/lib/rotation/schema';
import { vectorWords } from '../placement/place-words';
import { modelName } from '../status-badges';

interface ResourceMapProps {
  placement: PlacementView;
  keys: KeyState;
  pools: readonly ResourcePool[];
  weight: number | null;
  inFlight: number | null;
}

interface Entry {
  what: string;
  where: ReactNode;
  own: boolean;
  note?: ReactNode;
}

/** Everything that holds or answers for a tenant, and whether it is its own or shared behind the locks. */
export function ResourceMap({ placement, keys, pools, weight, inFlight }: ResourceMapProps) {
  const { databaseTier, databaseSchema, vectorStore, vectorTier, vectorGeneration } = placement;
  const entries: Entry[] = [
    {
      what: 'Database',
      where: databaseSchema ?? 'Shared tables, rows under forced security',
      own: databaseTier === 'schema',
    },
    {
      what: 'Vectors',
      where: vectorWords({ store: vectorStore, tier: vectorTier }),
      own: vectorTier !== 'shared',
      note: `generation ${formatCount(vectorGeneration)}${placement.endpointHost ? `, at ${placement.endpointHost}` : ''}`,
    },
    { what: 'Files', where: 'A folder of its own', own: true },
    { what: 'Limits and queues', where: 'Keys under a prefix of its own, an HMAC', own: true },
    {
      what: 'Content key',
      where: keys.version === null ? 'None yet' : `Version ${formatCount(keys.version)}`,
      own: true,
      note: keys.older > 0 && `${formatCount(keys.older)} older in use`,
    },
    {
      what: 'Model account',
      where: placement.modelAccount === 'own' ? 'Its own' : 'The platform’s',
      own: placement.modelAccount === 'own',
      note: placement.modelKeyEnding && `key ends with ${placement.modelKeyEnding}`,
    },
    {
      what: 'Turns for answers',
      where: weight === null ? 'By its plan' : `Weight ${formatCount(weight)}`,
      own: false,
      note: inFlight !== null && `at most ${formatCount(inFlight)} at once`,
    },
    ...pools.map(
      (pool): Entry => ({
        what: `Pool of ${modelName(pool.model)}`,
        where: `${formatCount(pool.inFlight)} of ${formatCount(pool.limit)} under way`,
        own: pool.own,
        note: pool.breaker !== 'closed' && <Badge tone="danger">Breaker {pool.breaker}</Badge>,
      }),
    ),
  ];
  return (
    <Card
      flush
      title="Resources"
      description="What holds its data and answers for it"
      className="mb-6"
    >
      <Table label="Resources" bare>
        <TableCaption>Resources of the tenant</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Resource</TableHead>
            <TableHead>Where</TableHead>
            <TableHead>Whose</TableHead>
            <TableHead>Note</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {entries.map(({ what, where, own, note }) => (
            <TableRow key={what}>
              <TableHead scope="row" className="font-normal text-ink">
                {what}
              </TableHead>
              <TableCell>{where}</TableCell>
              <TableCell>
                <Badge tone={own ? 'success' : 'neutral'}>{own ? 'Its own' : 'Shared'}</Badge>
              </TableCell>
              <TableCell className="text-ink-faint text-xs">{note}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
