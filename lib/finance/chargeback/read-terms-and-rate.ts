import type { OfTenant } from '../statement/read-facts';
import type { BillingTerms, ExchangeRate } from './facts';

/** The terms of a tenant for which finance entered none: dollars, no discount, no tax. */
export function plainTerms(name: string): BillingTerms {
  return {
    version: 0,
    legalName: name,
    address: '',
    currency: 'USD',
    discountLabel: '',
    discountBp: 0,
    discountOn: 'fees',
    taxId: '',
    taxCategory: 'O',
    taxBp: 0,
    reverseCharge: false,
    place: '',
  };
}

/** The newest terms of the tenant. */
export async function readBillingTerms(sql: OfTenant): Promise<BillingTerms | undefined> {
  const [row] = await sql<BillingTerms>(
    `select version, legal_name as "legalName", address, currency, discount_label as "discountLabel",
       discount_bp as "discountBp", discount_on as "discountOn", tax_id as "taxId", tax_category as "taxCategory",
       tax_bp as "taxBp", reverse_charge as "reverseCharge", place
     from billing_terms where tenant_id = :tenant order by version desc limit 1`,
  );
  return row;
}

/** The rate in force on the day, `YYYY-MM-DD`: of the last that began by then, the newest version. */
export async function readRate(
  sql: OfTenant,
  currency: string,
  day: string,
): Promise<ExchangeRate | undefined> {
  const [row] = await sql<ExchangeRate>(
    `select version, to_char(valid_from, 'YYYY-MM-DD') as "validFrom", rate_nano::text as "rateNano", source
     from exchange_rate where currency = $1 and valid_from <= $2::date and :tenant::uuid is not null
     order by valid_from desc, version desc limit 1`,
    [currency, day],
  );
  return row;
}
