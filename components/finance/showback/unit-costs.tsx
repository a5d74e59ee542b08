import Link from 'next/link';
import type { Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { formatCount, NO_VALUE } from '@/components/ui/format';
import { Stat, StatGrid } from '@/components/ui/stat';
import type { DaySpan, ShowbackReport, UnitCost } from '@/lib/finance/showback/schema';
import { ledgerHref } from './ledger-href';

interface UnitCostsProps {
  units: ShowbackReport['units'];
  span: DaySpan;
  params: Params;
}

/** What one of each came to, of the usage that is shown; documents and people lead to the ledger's rows of theirs. */
export function UnitCosts({ units, span, params }: UnitCostsProps) {
  const { who } = params;
  const person = typeof who === 'string' && who.startsWith('user') ? who : 'user';
  return (
    <StatGrid className="mb-6">
      <Unit label="Cost of a request" unit={units.answer} of="requests" />
      <Unit
        label="Cost of an indexed document"
        unit={units.document}
        of="documents"
        href={ledgerHref(params, span, { feature: 'ingest' })}
      />
      <Unit
        label="Cost of an active person"
        unit={units.user}
        of="people who asked"
        href={ledgerHref(params, span, { who: person })}
      />
    </StatGrid>
  );
}

function Unit({
  label,
  unit,
  of,
  href,
}: {
  label: string;
  unit: UnitCost;
  of: string;
  href?: string;
}) {
  const counted = `${formatCount(unit.count)} ${of}`;
  return (
    <Stat
      label={label}
      value={unit.costNano === null ? NO_VALUE : <Money nano={unit.costNano} />}
      hint={
        <>
          {unit.withSharedNano !== null && (
            <>
              <Money nano={unit.withSharedNano} /> with shared costs ·{' '}
            </>
          )}
          {unit.priceNano !== null && (
            <>
              <Money nano={unit.priceNano} /> charged ·{' '}
            </>
          )}
          {href && unit.count > 0 ? (
            <Link href={href} className="text-accent-text hover:underline">
              {counted}
            </Link>
          ) : (
            counted
          )}
        </>
      }
    />
  );
}
