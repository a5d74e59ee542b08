import Link from 'next/link';
import { Money } from '@/components/console/money';
import { modelName } from '@/components/console/status-badges';
import { formatDate } from '@/components/ui/format';
import { CAUSE_DIMENSIONS, type CauseDimension, type Causes } from '@/lib/finance/anomalies/schema';
import { ledgerHref } from '../showback/ledger-href';

const LABEL: Record<CauseDimension, string> = {
  feature: 'Feature',
  model: 'Model',
  user: 'Person or key',
  version: 'Prices of the provider',
};

interface CausesTableProps {
  causes: Causes;
  /** Whose day it was, UTC. */
  tenantId: string;
  day: string;
}

/** What moved. Each list sums exactly to the change above it. */
export function CausesTable({ causes, tenantId, day }: CausesTableProps) {
  return (
    <details className="mt-1 text-[0.8125rem] text-ink-soft">
      <summary className="w-fit cursor-pointer rounded-sm text-accent-text">What moved</summary>
      <p className="mt-2">
        <Money nano={causes.changeNano} /> against the mean of{' '}
        {causes.days.map((day) => formatDate(day)).join(', ')}: by the number of calls{' '}
        <Money nano={causes.volumeNano} />, by what was called <Money nano={causes.mixNano} />, by
        prices <Money nano={causes.priceNano} />.
      </p>
      <dl className="mt-2 grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {CAUSE_DIMENSIONS.map((by) => (
          <div key={by} className="min-w-0">
            <dt className="font-medium text-ink">{LABEL[by]}</dt>
            {causes.parts[by].length === 0 && <dd>Nothing</dd>}
            {causes.parts[by].map(({ key, nano }) => (
              <dd key={key ?? 'others'} className="tabular flex justify-between gap-3">
                <span className="min-w-0 break-all">
                  {key !== null && (by === 'feature' || by === 'model') ? (
                    <Link
                      href={ledgerHref({}, { from: day, to: day }, { tenant: tenantId, [by]: key })}
                      className="text-accent-text hover:underline"
                    >
                      {nameOf(by, key)}
                    </Link>
                  ) : (
                    nameOf(by, key)
                  )}
                </span>
                <Money nano={nano} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Of a person the id alone: finance knows no names. */
function nameOf(by: CauseDimension, key: string | null): string {
  if (key === null) return 'Others';
  if (by === 'model') return modelName(key);
  return by === 'version' ? `Version ${key}` : key;
}
