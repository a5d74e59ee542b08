import Link from 'next/link';
import { Money } from '@/components/console/money';
import type { ForecastFigures } from '@/lib/finance/forecast/schema';
import { ledgerHref } from '../showback/ledger-href';

/** What was spent, which leads to the ledger's rows of its days; on a month's first day there are none yet. */
export function SpentMoney({
  figures: { month, through, spentNano },
  tenant,
}: {
  figures: Pick<ForecastFigures, 'month' | 'through' | 'spentNano'>;
  tenant?: string | undefined;
}) {
  const from = `${month}-01`;
  if (through < from) return <Money nano={spentNano} />;
  return (
    <Link
      href={ledgerHref({}, { from, to: through }, { tenant: tenant ?? null })}
      className="text-accent-text hover:underline"
    >
      <Money nano={spentNano} />
    </Link>
  );
}
