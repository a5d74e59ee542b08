import { withAuth } from '@/lib/db/auth-sql';

export interface SessionFacts {
  lastSignIn: Date;
  open: number;
}

/** A person, and since when a session of theirs counts: one that ended before says nothing about what it is asked for. */
export interface SessionsOf {
  id: string;
  since: Date;
  /** Sessions that began before open this no more. */
  endedBefore: Date | null;
}

/** When each of these people last signed in, and how many of their sessions are open. */
export async function readOpenSessions(
  people: readonly SessionsOf[],
): Promise<Map<string, SessionFacts>> {
  const rows = await withAuth((sql) =>
    sql<{ user_id: string; last: Date; open: number }>(
      `select s.user_id, max(s.created_at) as last,
         count(*) filter (where s.revoked_at is null and s.expires_at > clock_timestamp()
           and (p.ended is null or s.created_at > p.ended))::int as open
       from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) p (id, since, ended)
       join user_session s on s.user_id = p.id and s.expires_at > p.since
       group by s.user_id`,
      [
        people.map(({ id }) => id),
        people.map(({ since }) => since),
        people.map(({ endedBefore }) => endedBefore),
      ],
    ),
  );
  return new Map(rows.map((row) => [row.user_id, { lastSignIn: row.last, open: row.open }]));
}
