import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { NoteDifference } from './notes/schema';
import type { ComparedCell, Difference, DifferenceNote } from './schema';

/**
 * Says who looks into a difference, or closes it. Nothing that was said before is changed. Throws `invalid_input` when
 * it is given to somebody who is not of finance.
 */
export async function noteDifference(ctx: PlatformContext, given: NoteDifference): Promise<void> {
  authorizePlatform(ctx, 'provider:import');
  const { day, model, batch, tokenType, kind, state, note } = given;
  const why = {
    action: state === 'closed' ? 'provider.close_difference' : 'provider.note_difference',
    reason: note,
    detail: { day, model, tokenType, kind, assignedTo: given.assignedTo },
  };
  await withPlatform(ctx, why, async (sql) => {
    if (given.assignedTo && !(await isOfFinance(sql, given.assignedTo)))
      throw new AppError('invalid_input', 'Give it to somebody of finance.');
    await sql(
      `insert into difference_note (id, day, model, batch, token_type, kind, tokens, cost_usd, state, assigned_to, note,
         by_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        newId(),
        day,
        model,
        batch,
        tokenType,
        kind,
        given.tokens,
        given.costUsd,
        state,
        given.assignedTo,
        note,
        ctx.userId,
        now(),
      ],
    );
  });
}

async function isOfFinance(sql: PlatformSql, id: string): Promise<boolean> {
  const found = await sql("select from app_user where id = $1 and platform_role = 'finance'", [id]);
  return found.length > 0;
}

/** Whom a difference can be given to, by name. */
export async function readAssignees(sql: PlatformSql): Promise<{ id: string; name: string }[]> {
  return sql("select id, name from app_user where platform_role = 'finance' order by name, id");
}

interface StoredNote extends Omit<DifferenceNote, 'at'> {
  place: string;
  at: Date;
}

/** What was last said of each difference of the days, by its place. */
export async function readNotes(
  sql: PlatformSql,
  from: string,
  to: string,
): Promise<Map<string, DifferenceNote>> {
  const rows = await sql<StoredNote>(
    `select distinct on (place) concat_ws(' ', to_char(n.day, 'YYYY-MM-DD'), n.model, n.batch::text, n.token_type, n.kind)
         as place, n.state, n.tokens, n.cost_usd as "costUsd", n.note, n.at, n.assigned_to as "assignedTo",
         a.name as assignee, coalesce(b.name, 'Someone who is gone') as by
       from difference_note n left join app_user a on a.id = n.assigned_to left join app_user b on b.id = n.by_id
       where n.day between $1 and $2 order by place, n.at desc, n.id desc`,
    [from, to],
  );
  return new Map(rows.map(({ place, ...row }) => [place, { ...row, at: row.at.toISOString() }]));
}

/** The same cells, each difference with what was said of it; one that was closed at other amounts is open again. */
export function withNotes(
  cells: readonly ComparedCell[],
  notes: ReadonlyMap<string, DifferenceNote>,
): ComparedCell[] {
  return cells.map((cell) => ({
    ...cell,
    differences: cell.differences.map((difference) => {
      const note = notes.get(placeOf(cell, difference));
      if (!note) return difference;
      const same = note.tokens === difference.tokens && note.costUsd === difference.costUsd;
      return {
        ...difference,
        note: same ? note : { ...note, state: 'open' as const, moved: true },
      };
    }),
  }));
}

function placeOf({ day, model, batch, tokenType }: ComparedCell, { kind }: Difference): string {
  return [day, model, String(batch), tokenType, kind].join(' ');
}
