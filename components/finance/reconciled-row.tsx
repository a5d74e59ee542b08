import { Money } from '@/components/console/money';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { ComparedCounter, ReconciledTenant } from '@/lib/finance/schema';

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
      <SumsDiffering
        count={row.daysDiffering}
        one="sum of a day or month"
        many="sums of days and months"
      />
      <SumsDiffering
        count={row.fleetDiffering}
        one="day of the console"
        many="days of the console"
      />
      <SumsDiffering
        count={row.statementsDiffering}
        one="sum of an issued statement"
        many="sums of issued statements"
      />
      {row.countersDiffering > 0 && (
        <>
          <p className="mt-1 text-[0.8125rem] text-danger">
            {row.countersDiffering === 1
              ? '1 budget counter differs from its calls and holds.'
              : `${formatCount(row.countersDiffering)} budget counters differ from their calls and holds.`}
          </p>
          <ul className="tabular text-[0.8125rem]">
            {row.counters.map((counter) => (
              <li key={JSON.stringify(counter)} className="mt-1">
                <CounterDifference counter={counter} />
              </li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}

function SumsDiffering({ count, one, many }: { count: number; one: string; many: string }) {
  if (count === 0) return null;
  return (
    <p className="mt-1 text-[0.8125rem] text-danger">
      {count === 1
        ? `1 ${one} differs from the ledger.`
        : `${formatCount(count)} ${many} differ from the ledger.`}
    </p>
  );
}

/** Ledger and open holds less what one counter says. */
function CounterDifference({ counter }: { counter: ComparedCounter }) {
  const { scope, name, period, start } = counter;
  const money = [
    ['used', counter.usedNano],
    ['held', counter.heldNano],
  ].filter(([, nano]) => nano !== '0');
  const tokens = [
    ['used', counter.usedTokens],
    ['held', counter.heldTokens],
  ].filter(([, count]) => count !== '0');
  return (
    <>
      <span className="text-ink-soft">
        {name === null ? scope : `${scope} ${name}`}, {period} from <Time value={start} />:
      </span>{' '}
      {money.map(([what, nano]) => (
        <span key={what} className="mr-2">
          {what} <Money nano={nano ?? '0'} />
        </span>
      ))}
      {tokens.map(([what, count]) => (
        <span key={what} className="mr-2">
          {what} {formatCount(Number(count))} tokens
        </span>
      ))}
    </>
  );
}
