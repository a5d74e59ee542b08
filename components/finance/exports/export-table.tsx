import { FileDown } from 'lucide-react';
import { Money } from '@/components/console/money';
import { Badge } from '@/components/ui/badge';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { formatBytes, formatCount, NO_VALUE } from '@/components/ui/format';
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
import type { Tone } from '@/components/ui/tone';
import { DATASETS, type ExportView } from '@/lib/finance/exports/facts';

const STATE: Record<ExportView['state'], [Tone, string]> = {
  queued: ['neutral', 'Waiting'],
  running: ['info', 'Being written'],
  done: ['success', 'Sums agree'],
  failed: ['danger', 'Failed'],
};

/** The newest files, with what they come to and where they went. */
export function ExportTable({ exports }: { exports: readonly ExportView[] }) {
  if (exports.length === 0)
    return (
      <EmptyState
        bare
        icon={<FileDown />}
        title="No export yet"
        text="What finance asks for, and what is scheduled, is listed here with what became of it."
      />
    );
  return (
    <Table label="Exports" bare keepLast>
      <TableCaption>Exports, the newest first</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>What</TableHead>
          <TableHead>Days (UTC)</TableHead>
          <TableHead>State</TableHead>
          <TableHead align="right">Rows</TableHead>
          <TableHead align="right">Sum</TableHead>
          <TableHead>Asked for</TableHead>
          <TableHead>File</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {exports.map((each) => (
          <ExportRow key={each.id} each={each} />
        ))}
      </TableBody>
    </Table>
  );
}

function ExportRow({ each }: { each: ExportView }) {
  const [tone, label] = STATE[each.state];
  const { dataset, format, tenant, fromDay, toDay, failure, state } = each;
  return (
    <TableRow>
      <TableCell>
        <p className="font-medium">{DATASETS[dataset].label}</p>
        <p className="text-[0.8125rem] text-ink-faint">
          {format === 'csv' ? 'CSV' : 'Parquet'}
          {tenant && ` · ${tenant}`}
        </p>
      </TableCell>
      <TableCell className="tabular whitespace-nowrap">
        {fromDay}
        <br />
        {toDay}
      </TableCell>
      <TableCell>
        <Badge tone={tone}>{label}</Badge>
        {failure && (
          <p className="mt-1 max-w-72 break-words text-[0.8125rem] text-ink-soft">
            {failure}{' '}
            {state === 'queued' && (
              <>
                Tried again <Time value={each.nextAt} />.
              </>
            )}
          </p>
        )}
      </TableCell>
      <TableCell align="right">{each.rows === null ? NO_VALUE : formatCount(each.rows)}</TableCell>
      <TableCell align="right">
        {each.fileNano === null ? NO_VALUE : <Money nano={each.fileNano} />}
      </TableCell>
      <TableCell>
        <Time value={each.requestedAt} />
        <p className="text-[0.8125rem] text-ink-faint">{each.requestedBy}</p>
      </TableCell>
      <TableCell>
        <FileCell each={each} />
      </TableCell>
    </TableRow>
  );
}

function FileCell({ each }: { each: ExportView }) {
  const { id, kept, elsewhere, bytes, target, deliveredAt, state } = each;
  return (
    <div className="space-y-1">
      {kept && (
        <a href={`/api/finance/exports/${id}`} download className={buttonVariants({ size: 'sm' })}>
          Download {bytes !== null && formatBytes(bytes)}
        </a>
      )}
      {state === 'done' && !kept && (
        <p className="max-w-72 text-[0.8125rem] text-ink-faint">
          {elsewhere
            ? 'Kept on the machine of the worker that wrote it, with which pages share no data directory'
            : 'Not kept any more'}
        </p>
      )}
      {target && (
        <p className="text-[0.8125rem] text-ink-soft">
          {deliveredAt ? (
            <>
              Brought to {target} <Time value={deliveredAt} />
            </>
          ) : (
            `For ${target}`
          )}
        </p>
      )}
    </div>
  );
}
