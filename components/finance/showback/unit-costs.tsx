import { Money } from '@/components/console/money';
import { formatCount, NO_VALUE } from '@/components/ui/format';
import { Stat, StatGrid } from '@/components/ui/stat';
import type { ShowbackReport, UnitCost } from '@/lib/finance/showback/schema';

/** What one of each came to, of the usage that is shown. */
export function UnitCosts({ units }: { units: ShowbackReport['units'] }) {
  return (
    <StatGrid className="mb-6">
      <Unit label="Cost of a request" unit={units.answer} of="requests" />
      <Unit label="Cost of an indexed document" unit={units.document} of="documents" />
      <Unit label="Cost of an active person" unit={units.user} of="people who asked" />
    </StatGrid>
  );
}

function Unit({ label, unit, of }: { label: string; unit: UnitCost; of: string }) {
  return (
    <Stat
      label={label}
      value={unit.costNano === null ? NO_VALUE : <Money nano={unit.costNano} />}
      hint={
        <>
          {unit.priceNano !== null && (
            <>
              <Money nano={unit.priceNano} /> charged ·{' '}
            </>
          )}
          {formatCount(unit.count)} {of}
        </>
      }
    />
  );
}
