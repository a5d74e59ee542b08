import type { ReactNode } from 'react';
import {
  formatCompact,
  formatCount,
  formatDuration,
  formatPercent,
  NO_VALUE,
} from '@/components/ui/format';
import { Stat, StatGrid } from '@/components/ui/stat';
import type { Figures } from '@/lib/console/schema';
import { Money } from './money';

export function duration(ms: number | null): string {
  return ms === null ? NO_VALUE : formatDuration(ms);
}

export function share(part: number, whole: number): string {
  return whole === 0 ? NO_VALUE : formatPercent(part / whole);
}

/** A figure and its name stay on one line. */
function Whole({ children }: { children: ReactNode }) {
  return <span className="whitespace-nowrap">{children}</span>;
}

/** The range's figures at a glance. */
export function FiguresGrid({ figures }: { figures: Figures }) {
  const { requests, errors, refusals } = figures;
  const margin = BigInt(figures.priceNano) - BigInt(figures.costNano);
  return (
    <StatGrid className="mb-6">
      <Stat
        label="Requests"
        value={formatCount(requests)}
        hint={
          <>
            <span title={formatCount(figures.tokens)}>{formatCompact(figures.tokens)} tokens</span>{' '}
            · {formatCount(figures.stopped)} stopped
          </>
        }
      />
      <Stat
        label="Errors"
        value={formatCount(errors)}
        hint={`${share(errors, requests)} of requests`}
      />
      <Stat
        label="Refused"
        value={formatCount(refusals)}
        hint={`${share(refusals, requests)} of requests`}
      />
      <Stat
        label="Latency P95"
        value={duration(figures.latencyP95)}
        hint={
          <>
            <Whole>P50 {duration(figures.latencyP50)}</Whole> ·{' '}
            <Whole>P99 {duration(figures.latencyP99)}</Whole>
          </>
        }
      />
      <Stat label="First token P95" value={duration(figures.firstTokenP95)} />
      <Stat
        label="Price"
        value={<Money nano={figures.priceNano} />}
        hint={
          <>
            <Whole>
              Cost <Money nano={figures.costNano} />
            </Whole>{' '}
            ·{' '}
            <Whole>
              margin <Money nano={margin.toString()} />
            </Whole>
          </>
        }
      />
    </StatGrid>
  );
}
