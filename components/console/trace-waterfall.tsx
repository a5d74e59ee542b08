import { formatDuration } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { Trace } from '@/lib/console/schema';

const EXPLAINED: Record<Trace['stages'][number]['stage'], string> = {
  admit: 'Limits and budgets checked',
  queue: 'Waited for a turn',
  retrieve: 'Passages searched',
  assemble: 'Prompt put together',
  reserve: 'Worst case held',
  generate: 'Model answered',
  confirm: 'Waited for the person',
  tool: 'Tool ran',
  settle: 'Charged and stored',
};

/** The stages of a request on one time line; the numbers stand beside the bars. */
export function TraceWaterfall({ trace }: { trace: Trace }) {
  const end = Math.max(trace.latencyMs, ...trace.stages.map((s) => s.startMs + s.ms), 1);
  const first = trace.firstTokenMs;
  return (
    <Table label="Stages" bare>
      <TableCaption>Stages of the request, in milliseconds since it began</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Stage</TableHead>
          <TableHead className="w-full min-w-40">
            0 to {formatDuration(end)}
            {first !== null && ` · dashed: first token at ${formatDuration(first)}`}
          </TableHead>
          <TableHead align="right">Began</TableHead>
          <TableHead align="right">Took</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {trace.stages.map(({ stage, startMs, ms }) => (
          <TableRow key={`${stage} ${startMs}`}>
            <TableCell className="whitespace-nowrap">
              <span className="font-medium capitalize">{stage}</span>
              <span className="block text-ink-faint text-xs">{EXPLAINED[stage]}</span>
            </TableCell>
            <TableCell>
              <svg aria-hidden="true" className="h-5 w-full overflow-visible">
                <rect width="100%" height="100%" rx="3" className="fill-ink/5" />
                <rect
                  x={`${(startMs / end) * 100}%`}
                  width={`${Math.max((ms / end) * 100, 0.4)}%`}
                  height="100%"
                  rx="2"
                  className="fill-chart-1"
                />
                {first !== null && (
                  <line
                    x1={`${(first / end) * 100}%`}
                    x2={`${(first / end) * 100}%`}
                    y1="-6"
                    y2="26"
                    className="stroke-ink-soft"
                    strokeDasharray="3 3"
                  />
                )}
              </svg>
            </TableCell>
            <TableCell align="right">{formatDuration(startMs)}</TableCell>
            <TableCell align="right">{formatDuration(ms)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
