import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { rateOf } from '../statement/charges-of';
import { ofTenant } from '../statement/read-statement';
import { lockStatements } from './close-month';
import { creditLines } from './credit-lines';
import { readCreditNotes, readIssuedMonth } from './read-issued';
import { refusalOf } from './refusal-of';
import type { Credit } from './schema';
import { settleAmount, settlePart } from './settle-amount';

/**
 * Issues a credit note over lines of a statement, in full or in part, at the statement's own exchange rate and tax. Notes
 * that take everything back come to exactly what was due. The same id again issues nothing more. Returns the note's number.
 * `conflict` when another note came first, `invalid_input` for more than there is, `not_found` for no such statement.
 */
export async function creditStatement(ctx: PlatformContext, credit: Credit): Promise<string> {
  authorizePlatform(ctx, 'statements:issue');
  const { tenantId, statementId, reason } = credit;
  const why = { action: 'statement.credit', reason, tenantId, detail: { statement: statementId } };
  try {
    return await withPlatform(ctx, why, (sql) => issue(sql, credit));
  } catch (error) {
    if (error instanceof AlreadyIssued) return error.message;
    throw refusalOf(error);
  }
}

/** Takes the transaction back, its audit entry with it. */
class AlreadyIssued extends Error {}

async function issue(sql: PlatformSql, credit: Credit): Promise<string> {
  const { creditId, tenantId, statementId, seenNotes, lines: taken, reason } = credit;
  await lockStatements(sql, tenantId);
  const own = ofTenant(sql, tenantId);
  const [found] = await sql<{ month: string }>(
    "select month from issued_statement where tenant_id = $1 and id = $2 and kind = 'statement'",
    [tenantId, statementId],
  );
  const statement = found && (await readIssuedMonth(own, found.month));
  if (!statement) throw notFound();
  const notes = await readCreditNotes(own, statementId);
  const same = notes.find(({ id }) => id === creditId);
  if (same) throw new AlreadyIssued(same.number);
  const { lines: charged, settlement } = statement.document;
  const lines = creditLines(charged, notes, taken);
  const sum = (amounts: readonly { amountNano: string }[]) =>
    amounts.reduce((all, { amountNano }) => all + BigInt(amountNano), 0n);
  const total = sum(lines);
  const before = sum(charged) + sum(notes.flatMap((note) => note.lines));
  const { netMinor, taxMinor, dueMinor } = settlePart(before, total, (nano) =>
    settleAmount(nano, rateOf(settlement.rate), settlement.terms),
  );
  const [row] = await sql<{ number: string }>(
    'select tenancy.credit_statement($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as number',
    [
      ...[tenantId, creditId, newId(), statementId, seenNotes],
      ...[JSON.stringify({ lines, settlement }), total.toString()],
      ...[netMinor, taxMinor, dueMinor, reason],
    ],
  );
  return String(row?.number);
}
