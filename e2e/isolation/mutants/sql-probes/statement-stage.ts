import type { RowFiller } from '../row-filler';
import { id, TENANTS } from '../sql-people';
import type { SqlStage } from '../sql-stage';

const { ours } = TENANTS;
export const STATEMENT = id(321);

/** Ours has closed one month, of one line of five nano-dollars. */
export async function putStatement(
  stage: SqlStage,
  filler: RowFiller,
  issuedAt = '2026-11-01T00:00:00Z',
): Promise<void> {
  await stage.query('alter table issued_statement disable trigger issued_statement_kept');
  await stage.query('delete from issued_statement');
  await stage.query('alter table issued_statement enable trigger issued_statement_kept');
  await filler.put('issued_statement', {
    ...{ tenant_id: ours, id: STATEMENT, kind: 'statement', number: 1, month: '2001-01' },
    ...{ document: JSON.stringify({ lines: [{ amountNano: '5' }] }), counted: '[]' },
    ...{ currency: 'USD', total_nano: 5, net_minor: 0, tax_minor: 0, due_minor: 0 },
    ...{ issued_at: issuedAt, reason: 'a reason' },
  });
}

export const ADD_RATE =
  "select tenancy.add_exchange_rate('EUR', '2026-11-01', 5, 'a bank', 'a reason')";

export const SET_TERMS = `select tenancy.set_billing_terms('${ours}', '${id(322)}',
  (select coalesce(max(b.version), 0) from billing_terms b where b.tenant_id = '${ours}'),
  '{"legal_name": "x", "address": "", "currency": "USD", "discount_label": "", "discount_bp": 0, "discount_on": "fees",
    "tax_id": "", "tax_category": "O", "tax_bp": 0, "reverse_charge": false, "place": ""}', 'a reason')`;

export const closeMonth = (month: string, amount = 7) =>
  `select tenancy.close_month('${ours}', '${id(323)}', '${id(324)}', '${month}', '2001-02-01Z', '2001-03-01Z',
    '{"lines": [{"amountNano": "7"}]}', '[]', 'USD', ${amount}, 0, 0, 0, 'a reason')`;

export const creditStatement = (amount: number, seen = 0) =>
  `select tenancy.credit_statement('${ours}', '${id(325)}', '${id(326)}', '${STATEMENT}', ${seen},
    '{"lines": [{"line": 0, "amountNano": "${amount}"}]}', ${amount}, 0, 0, 0, 'a reason')`;
