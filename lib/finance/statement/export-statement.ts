import { exactUsd } from '@/lib/money';
import type { TenantStatement } from './schema';

/** The lines and the total as cells, in exact dollars. */
export function statementCells({ tenant, statement }: TenantStatement): string[][] {
  const { month, zone } = statement;
  const head = [tenant.id, tenant.name, month, zone];
  return [
    [
      'tenant_id',
      'tenant',
      'month',
      'time_zone',
      'kind',
      'line',
      'detail',
      'calls',
      'tokens',
      'amount_usd',
    ],
    ...statement.lines.map((line) => [
      ...head,
      line.kind,
      line.label,
      line.detail,
      line.calls === null ? '' : String(line.calls),
      line.tokens ?? '',
      exactUsd(BigInt(line.amountNano)),
    ]),
    [...head, 'total', '', '', '', '', exactUsd(BigInt(statement.totalNano))],
  ];
}
