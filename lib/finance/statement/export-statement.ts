import { exactUsd } from '@/lib/money';
import { type Currency, exactMinor, exactRate } from '../chargeback/facts';
import type { CreditNote, TenantStatement } from './schema';

const HEAD = [
  ...['tenant_id', 'tenant', 'month', 'time_zone', 'document', 'kind', 'line', 'detail'],
  ...['calls', 'tokens', 'amount_usd', 'currency', 'amount'],
];

/**
 * The lines and the totals as cells: lines in exact dollars, what they come to in the tenant's currency below. Of a credit
 * note, its own lines. What was issued is the same bytes every time.
 */
export function statementCells(data: TenantStatement, note?: CreditNote): string[][] {
  const { tenant, statement } = data;
  const { settlement, issued } = statement;
  const number = note?.number ?? issued?.number ?? '';
  const head = [tenant.id, tenant.name, statement.month, statement.zone, number];
  const lines = note
    ? note.lines.map(({ line, label, amountNano }) => ({
        ...{ kind: 'credit', label, calls: null, tokens: null, amountNano },
        detail: `Line ${line + 1} of ${issued?.number}`,
      }))
    : statement.lines;
  const usd = (nano: string) => exactUsd(BigInt(nano));
  const total = note?.totalNano ?? statement.totalNano;
  const amounts = note ?? settlement;
  const currency: Currency = settlement?.terms.currency ?? 'USD';
  const settled = (kind: string, detail: string, minor: string) => [
    ...[...head, kind, '', detail, '', '', '', currency],
    exactMinor(BigInt(minor), currency),
  ];
  return [
    HEAD,
    ...lines.map((line) => [
      ...[...head, line.kind, line.label, line.detail],
      line.calls === null ? '' : String(line.calls),
      ...[line.tokens ?? '', usd(line.amountNano), '', ''],
    ]),
    [...head, 'total', '', '', '', '', usd(total), '', ''],
    ...(settlement?.rate
      ? [
          [
            ...[...head, 'exchange_rate', `Version ${settlement.rate.version}`],
            ...[`${settlement.rate.source}, from ${settlement.rate.validFrom}`, '', '', ''],
            ...[currency, exactRate(settlement.rate.rateNano)],
          ],
        ]
      : []),
    ...(settlement && amounts
      ? [
          settled('net', '', amounts.netMinor),
          settled('tax', taxDetail(settlement.terms), amounts.taxMinor),
          settled('due', '', amounts.dueMinor),
        ]
      : []),
  ];
}

function taxDetail(terms: {
  taxCategory: string;
  taxBp: number;
  taxId: string;
  place: string;
}): string {
  const rate = `${terms.taxCategory} ${terms.taxBp / 100}%`;
  return [rate, terms.taxId && `tax id ${terms.taxId}`, terms.place].filter(Boolean).join(', ');
}
