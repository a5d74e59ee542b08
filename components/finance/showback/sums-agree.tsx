import { Alert } from '@/components/ui/alert';
import { formatCount } from '@/components/ui/format';
import type { ShowbackSums } from '@/lib/finance/showback/schema';
import { exactUsd } from '@/lib/money';

interface SumsAgreeProps {
  /** Of the ledger's rows. */
  rows: { calls: number; costNano: string; priceNano: string };
  /** As showback has them. */
  shown: ShowbackSums;
}

/** Whether the rows come to what showback says, to the nano-dollar. */
export function SumsAgree({ rows, shown }: SumsAgreeProps) {
  const cost = BigInt(rows.costNano) - BigInt(shown.costNano);
  const price = BigInt(rows.priceNano) - BigInt(shown.priceNano);
  const equal = cost === 0n && price === 0n && rows.calls === shown.entries;
  return (
    <Alert
      className="mb-4"
      kind={equal ? 'success' : 'error'}
      title={
        equal
          ? `These ${formatCount(rows.calls)} rows are what showback adds up: difference 0`
          : 'These rows are not what showback adds up'
      }
      text={
        <span className="tabular">
          Cost {exactUsd(BigInt(shown.costNano))} and price {exactUsd(BigInt(shown.priceNano))} USD
          {!equal && ` there; ${exactUsd(cost)} and ${exactUsd(price)} USD more here`}
        </span>
      }
    />
  );
}
