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
import { Time } from '@/components/ui/time';
import type { QueueDepth } from '@/lib/platform-health/schema';

const NAME: Record<QueueDepth['queue'], string> = {
  documents: 'Documents to read and index',
  operations: 'Operations on tenants',
  questions: 'Questions that wait for their budget',
  rollups: 'Figures to be summed up',
  messages: 'E-mails and webhooks of tenants',
  notices: 'Notices to operators',
  audit: 'Audit entries without their place in a log',
};

/** Background work of all instances together. */
export function QueueTable({ queues }: { queues: readonly QueueDepth[] }) {
  return (
    <Table label="Queues" bare>
      <TableCaption>What waits and what runs in the background</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Queue</TableHead>
          <TableHead align="right">Waiting</TableHead>
          <TableHead align="right">Running</TableHead>
          <TableHead>The first since</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {queues.map(({ queue, waiting, running, oldest }) => (
          <TableRow key={queue}>
            <TableCell>{NAME[queue]}</TableCell>
            <TableCell align="right">{formatCount(waiting)}</TableCell>
            <TableCell align="right">{formatCount(running)}</TableCell>
            <TableCell>{oldest ? <Time value={oldest} /> : '–'}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
