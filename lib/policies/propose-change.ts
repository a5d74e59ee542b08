import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { isUniqueViolation, sqlState } from '@/lib/db/sql-errors';
import { AppError, isAppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { Plan } from '@/lib/tenancy/schema';
import type { ChangeKind, ChangeState, Proposed } from './schema';

interface Change {
  /** What the caller's entry in the log already names it by; a new one where it names none. */
  id?: string;
  kind: Exclude<ChangeKind, 'placement'>;
  plan?: Plan;
  /** Each with its stage, from 1. */
  targets?: readonly { tenantId: string; stage: number }[];
  /** The version that was looked at, where one tenant, plan or the bounds are changed. */
  basedOn: number | null;
  patch: object;
  reason: string;
  startsAt?: string | null;
  endsAt?: string | null;
  stageMinutes?: number | null;
}

/**
 * Proposes a change within the caller's transaction. PostgreSQL measures it, and carries it out when it is within the bounds and
 * due. Throws what `asRefusal` translates.
 */
export async function proposeChange(sql: PlatformSql, change: Change): Promise<Proposed> {
  const { id = newId() } = change;
  const targets = change.targets ?? [];
  const [row] = await sql<{ state: ChangeState; version: number | null; beyond: string[] }>(
    'select * from tenancy.propose_change($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    [
      id,
      change.kind,
      change.plan ?? null,
      targets.map((target) => target.tenantId),
      targets.map((target) => target.stage),
      change.basedOn,
      JSON.stringify(change.patch),
      change.reason,
      change.startsAt ?? null,
      change.endsAt ?? null,
      change.stageMinutes ?? null,
      now(),
    ],
  );
  if (!row) throw new Error('tenancy.propose_change returned nothing.');
  const isSingle = change.basedOn !== null;
  // Somebody else's word on the same parts came in between; the caller's transaction ends with nothing of it.
  if (isSingle && ['done', 'in_force'].includes(row.state) && row.version === null)
    throw overtaken();
  return { change: id, ...row };
}

/** One transaction with its entry in the platform's log, in which a refusal by the database has words. */
export async function governing<T>(
  ctx: PlatformContext,
  why: Parameters<typeof withPlatform>[1],
  work: (sql: PlatformSql) => Promise<T>,
): Promise<T> {
  try {
    return await withPlatform(ctx, why, work);
  } catch (error) {
    throw asRefusal(error);
  }
}

/** What the database's functions refuse, in words for operators. */
export function asRefusal(error: unknown): unknown {
  if (isAppError(error)) return error;
  if (isUniqueViolation(error)) return overtaken(error);
  switch (sqlState(error)) {
    case 'P0002':
      return notFound();
    case '23514':
      return new AppError(
        'invalid_input',
        'This cannot be in force: parts of it contradict each other, or its time is over.',
        { cause: error },
      );
    case '55006':
      return new AppError(
        'conflict',
        'Another change gives the same parts something else for a time. Choose times within it or after it, or take it back.',
        { cause: error },
      );
    case '42501':
      return new AppError('forbidden', 'Whoever proposes a change does not decide on it.', {
        cause: error,
      });
    default:
      return error;
  }
}

export function overtaken(cause?: unknown): AppError {
  return new AppError(
    'conflict',
    'Another version was saved meanwhile. Look at it, then edit again from there.',
    { cause },
  );
}
