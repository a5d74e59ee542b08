import Link from 'next/link';
import { Money } from '@/components/console/money';
import { modelName } from '@/components/console/status-badges';
import { formatDate } from '@/components/ui/format';
import {
  type AnomalyView,
  CAUSE_DIMENSIONS,
  type CauseDimension,
} from '@/lib/finance/anomalies/schema';
import { pseudonymLabel } from '../showback/labels';
import { ledgerHref } from '../showback/ledger-href';

const LABEL: Record<CauseDimension, string> = {
  feature: 'Feature',
  model: 'Model',
  user: 'Person or key',
  version: 'Prices of the provider',
};

/** What moved. Each list sums exactly to the change above it. */
export function CausesTable({ anomaly }: { anomaly: AnomalyView }) {
  const { causes } = anomaly;
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
              // Of several people who are forgotten each has a part, under the same name.
              <dd key={`${key} ${nano}`} className="tabular flex justify-between gap-3">
                <span className="min-w-0 break-all">
                  <Cause anomaly={anomaly} by={by} of={key} />
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

/** What moved, and the ledger's rows of it on the day that is explained, where the ledger can be asked for them. */
function Cause({
  anomaly,
  by,
  of,
}: {
  anomaly: AnomalyView;
  by: CauseDimension;
  of: string | null;
}) {
  const name = by === 'user' && of?.includes(':') ? pseudonymLabel(of) : nameOf(by, of);
  const filter = of === null ? undefined : filterOf(by, of);
  if (!filter) return name;
  const { tenant, peakDay } = anomaly;
  return (
    <Link
      href={ledgerHref({}, { from: peakDay, to: peakDay }, { tenant: tenant.id, ...filter })}
      className="text-accent-text hover:underline"
      title="Ledger rows of the day"
    >
      {name}
    </Link>
  );
}

function filterOf(by: CauseDimension, key: string): Record<string, string> | undefined {
  if (by === 'feature' || by === 'model') return { [by]: key };
  return by === 'user' && key.includes(':') ? { who: key } : undefined;
}

function nameOf(by: CauseDimension, key: string | null): string {
  if (key === null) return 'Others';
  if (by === 'model') return modelName(key);
  return by === 'version' ? `Version ${key}` : key;
}
