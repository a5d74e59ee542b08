import { Money } from '@/components/console/money';
import { formatCount } from '@/components/ui/format';
import type { ReconciledTenant } from '@/lib/finance/schema';

/** One tenant's month in all places that count it, with what differs. */
export function ReconciledRow({ row }: { row: ReconciledTenant }) {
  const lines: [string, string][] = [
    ['Ledger', row.ledgerNano],
    ['Budget counters', row.countersNano],
    ['Requests', row.requestsNano],
    ['Shown on pages and in files', row.rolledNano],
  ];
  const differences: [string, string][] = [
    ['Calls without a recorded request', row.unrecordedNano],
    ['Corrected after the request', row.correctedNano],
    ['Ledger less counters', row.counterDifferenceNano],
    ['Ledger less requests', row.requestDifferenceNano],
    ['Entries of the month less shown', row.rollupDifferenceNano],
    ['Cost of the month less shown', row.rollupDifferenceCost],
  ];
  const tokens: [string, string][] = [
    ['Tokens, ledger less counters', row.counterDifferenceTokens],
    ['Tokens of the month less shown', row.rollupDifferenceTokens],
  ];
  const meant = (all: [string, string][]) => all.filter(([, amount]) => amount !== '0');
  return (
    <li>
      <p className="break-words font-medium text-[0.8125rem]">{row.name}</p>
      <dl className="tabular text-[0.8125rem]">
        {[...lines, ...meant(differences)].map(([label, nano]) => (
          <div key={label} className="flex justify-between gap-3">
            <dt className="text-ink-soft">{label}</dt>
            <dd>
              <Money nano={nano} />
            </dd>
          </div>
        ))}
        {meant(tokens).map(([label, count]) => (
          <div key={label} className="flex justify-between gap-3">
            <dt className="text-ink-soft">{label}</dt>
            <dd>{formatCount(Number(count))}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
