import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { refusalOf } from './refusal-of';
import type { AddRate, SetTerms } from './schema';

/**
 * Adds a version of a tenant's terms, for statements that are closed from now on. Returns its number. `conflict` when another
 * came since the person looked, `not_found` for no tenant.
 */
export async function setTerms(ctx: PlatformContext, given: SetTerms): Promise<number> {
  authorizePlatform(ctx, 'statements:issue');
  const { tenantId, basedOn, reason, ...terms } = given;
  const why = { action: 'billing.terms', reason, tenantId, detail: { version: basedOn + 1 } };
  const row = {
    ...{ legal_name: terms.legalName, address: terms.address, currency: terms.currency },
    ...{ discount_label: terms.discountLabel, discount_bp: terms.discountBp },
    ...{ discount_on: terms.discountOn, tax_id: terms.taxId, tax_category: terms.taxCategory },
    ...{ tax_bp: terms.taxBp, reverse_charge: terms.taxCategory === 'AE', place: terms.place },
  };
  try {
    const [added] = await withPlatform(ctx, why, (sql) =>
      sql<{ version: number }>('select tenancy.set_billing_terms($1, $2, $3, $4, $5) as version', [
        ...[tenantId, newId(), basedOn, JSON.stringify(row), reason],
      ]),
    );
    return Number(added?.version);
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Adds a rate of a currency from a day on, with where it is from. Returns its version. */
export async function addRate(ctx: PlatformContext, given: AddRate): Promise<number> {
  authorizePlatform(ctx, 'statements:issue');
  const { currency, validFrom, rateNano, source, reason } = given;
  const why = { action: 'rate.add', reason, detail: { currency, validFrom, rateNano, source } };
  const [added] = await withPlatform(ctx, why, (sql) =>
    sql<{ version: number }>('select tenancy.add_exchange_rate($1, $2, $3, $4, $5) as version', [
      ...[currency, validFrom, rateNano, source, reason],
    ]),
  );
  return Number(added?.version);
}
