import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { usdOfAtto } from './cents';
import type { EnterInvoice } from './notes/schema';
import type { ProviderMonth } from './schema';

const ATTO_PER_CENT = 10n ** 16n;

/** What the provider's invoice says. Entered again under its number, the later amount counts and the earlier stays. */
export async function enterInvoice(ctx: PlatformContext, given: EnterInvoice): Promise<void> {
  authorizePlatform(ctx, 'provider:import');
  const { month, number, amount, note } = given;
  const why = {
    action: 'provider.enter_invoice',
    reason: note || `Invoice ${number}`,
    detail: { month, number, amount },
  };
  await withPlatform(ctx, why, (sql) =>
    sql(
      `insert into provider_invoice (id, month, number, amount_cents, note, entered_by, entered_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), `${month}-01`, number, centsOf(amount).toString(), note, ctx.userId, now()],
    ),
  );
}

/** Cents of decimal dollars with at most two decimals. */
function centsOf(amount: string): bigint {
  const negative = amount.startsWith('-');
  const [whole = '0', part = ''] = amount.replace('-', '').split('.');
  const cents = BigInt(whole + part.padEnd(2, '0'));
  return negative ? -cents : cents;
}

interface StoredMonth {
  month: string;
  invoices: string[] | null;
  cents: string | null;
}

/** The invoices of the months that the days touch, newest first, with the ledger's and the cost report's sums of each. */
export async function readMonths(
  sql: PlatformSql,
  from: string,
  to: string,
  sums: (month: string) => { here: bigint; there: bigint | null; whole: boolean },
): Promise<ProviderMonth[]> {
  const rows = await sql<StoredMonth>(
    `select to_char(m, 'YYYY-MM') as month, array_agg(i.number order by i.number) filter (where i.number is not null)
         as invoices, sum(i.amount_cents)::text as cents
       from generate_series(date_trunc('month', $1::date::timestamp), $2::date::timestamp, '1 month') m
       left join (select distinct on (p.month, p.number) p.month, p.number, p.amount_cents from provider_invoice p
         order by p.month, p.number, p.entered_at desc, p.id desc) i on i.month = m::date
       group by 1 order by 1 desc`,
    [from, to],
  );
  return rows.map(({ month, invoices, cents }) => {
    const { here, there, whole } = sums(month);
    const invoiced = cents === null ? null : BigInt(cents) * ATTO_PER_CENT;
    return {
      month,
      whole,
      hereUsd: usdOfAtto(here),
      thereUsd: there === null ? null : usdOfAtto(there),
      invoicedUsd: invoiced === null ? null : usdOfAtto(invoiced),
      invoices: invoices ?? [],
      // An invoice is in cents: what is within half of one is the same amount.
      invoiceDiffers:
        whole && invoiced !== null && there !== null && within(invoiced - there) === false,
    };
  });
}

function within(difference: bigint): boolean {
  const half = ATTO_PER_CENT / 2n;
  return difference <= half && difference >= -half;
}
