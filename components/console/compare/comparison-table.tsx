import type { ReactNode } from 'react';
import { formatCount, formatDateTime } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ComparedSide } from '@/lib/console/compare/schema';
import type { FleetFigures } from '@/lib/console/fleet/schema';
import { duration, share } from '../figures-grid';
import { Change } from '../fleet/change';
import { Money } from '../money';

interface Line {
  label: string;
  /** For the change. */
  of: (figures: FleetFigures) => number | null;
  shown: (figures: FleetFigures) => ReactNode;
  moreIsBad?: boolean;
}

const part = (figures: FleetFigures, count: number) =>
  figures.requests === 0 ? null : count / figures.requests;

const LINES: Line[] = [
  { label: 'Requests', of: (f) => f.requests, shown: (f) => formatCount(f.requests) },
  {
    label: 'Errors',
    of: (f) => part(f, f.errors),
    shown: (f) => `${formatCount(f.errors)} (${share(f.errors, f.requests)})`,
    moreIsBad: true,
  },
  {
    label: 'Refused',
    of: (f) => part(f, f.refusals),
    shown: (f) => `${formatCount(f.refusals)} (${share(f.refusals, f.requests)})`,
    moreIsBad: true,
  },
  {
    label: 'Calls made once more',
    of: (f) => f.retries,
    shown: (f) => formatCount(f.retries),
    moreIsBad: true,
  },
  { label: 'P50', of: (f) => f.latencyP50, shown: (f) => duration(f.latencyP50), moreIsBad: true },
  { label: 'P95', of: (f) => f.latencyP95, shown: (f) => duration(f.latencyP95), moreIsBad: true },
  { label: 'P99', of: (f) => f.latencyP99, shown: (f) => duration(f.latencyP99), moreIsBad: true },
  {
    label: 'First token P95',
    of: (f) => f.firstTokenP95,
    shown: (f) => duration(f.firstTokenP95),
    moreIsBad: true,
  },
  {
    label: 'Waited for a slot',
    of: (f) => part(f, f.waited),
    shown: (f) => `${formatCount(f.waited)} (${share(f.waited, f.requests)})`,
    moreIsBad: true,
  },
  { label: 'Tokens', of: (f) => f.tokens, shown: (f) => formatCount(f.tokens) },
  { label: 'Cost', of: (f) => Number(f.costNano), shown: (f) => <Money nano={f.costNano} /> },
  { label: 'Price', of: (f) => Number(f.priceNano), shown: (f) => <Money nano={f.priceNano} /> },
];

/** Both sides' figures; the change is of the first since the second. Changes of shares are of the shares. */
export function ComparisonTable({ a, b }: { a: ComparedSide; b: ComparedSide }) {
  return (
    <Table label="Figures compared">
      <TableCaption>{`${a.label} and ${b.label}`}</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Figure</TableHead>
          {[a, b].map((side) => (
            <TableHead key={side.label} align="right" className="h-auto py-2">
              {side.label}
              <span className="block font-normal text-ink-faint">
                {formatDateTime(side.from)} to {formatDateTime(side.to)} UTC
              </span>
            </TableHead>
          ))}
          <TableHead align="right">Change</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {LINES.map(({ label, of, shown, moreIsBad }) => (
          <TableRow key={label}>
            <TableHead scope="row" className="font-normal text-ink">
              {label}
            </TableHead>
            <TableCell align="right">{shown(a.figures)}</TableCell>
            <TableCell align="right">{shown(b.figures)}</TableCell>
            <TableCell align="right">
              <Change now={of(a.figures)} before={of(b.figures)} moreIsBad={moreIsBad} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
