import { transaction } from './transaction';

/** An export that is to be written now, and where it is to be brought. */
export interface ClaimedExport {
  id: string;
  dataset: string;
  format: string;
  from_day: string;
  to_day: string;
  subject_tenant: string | null;
  attempts: number;
  target_id: string | null;
  target_name: string | null;
  kind: string | null;
  place: unknown;
  secret: Buffer | null;
  user_id: string;
  user_name: string;
  user_email: string;
  /** Of the finance person who asked for it. */
  context: string;
}

/** What a file holds. Amounts are nano-dollars as decimal strings. */
export interface WrittenFile {
  rows: number;
  bytes: number;
  sha256: string;
  file: string;
  ledger: string;
  /** Of a file in which cost stands beside price, and of a journal. */
  cost?: string;
}

/** Asks for every span of a target that is over by then; how many. */
export async function queueDueExports(at: Date): Promise<number> {
  const row = await one<{ asked: number }>('select tenancy.queue_due_exports($1) as asked', [at]);
  return row?.asked ?? 0;
}

/** The export that waits longest; nobody else takes it while the lease lasts. */
export function claimExport(
  worker: string,
  leaseSeconds: number,
  at: Date,
): Promise<ClaimedExport | undefined> {
  return one(
    `select c.id, c.dataset, c.format, to_char(c.from_day, 'YYYY-MM-DD') as from_day,
       to_char(c.to_day, 'YYYY-MM-DD') as to_day, c.subject_tenant, c.attempts, c.target_id, c.target_name, c.kind, c.place,
       c.secret, c.user_id, c.user_name, c.user_email, c.context
     from tenancy.claim_export($1, make_interval(secs => $2), $3) c`,
    [worker, leaseSeconds, at],
  );
}

/** The next context; undefined once another holds it, its person may not any more, or its target is removed. */
export function renewExport(
  id: string,
  worker: string,
  leaseSeconds: number,
): Promise<{ context: string } | undefined> {
  return one('select r.context from tenancy.renew_export($1, $2, make_interval(secs => $3)) r', [
    id,
    worker,
    leaseSeconds,
  ]);
}

/** What became of a try; false when another process holds it by now. Without `again` a failed one was the last. */
export async function endExport(
  id: string,
  worker: string,
  at: Date,
  became:
    | { written: WrittenFile; delivered: boolean }
    | { failure: string; again: Date | undefined },
): Promise<boolean> {
  const [written, delivered, failure, again] =
    'written' in became
      ? [JSON.stringify(became.written), became.delivered, null, null]
      : [null, false, became.failure, became.again ?? null];
  const row = await one<{ ended: boolean }>(
    'select tenancy.end_export($1, $2, $3, $4, $5, $6, $7) as ended',
    [id, worker, at, written, delivered, failure, again],
  );
  return row?.ended ?? false;
}

/** Compares the files of a month (`YYYY-MM`) with the ledger, and journals with statements too; how many differ, undefined when another process does. */
export async function checkExports(month: string): Promise<number | undefined> {
  return transaction('worker', undefined, async (client) => {
    await client.query("select set_config('statement_timeout', '300s', true)");
    const { rows } = await client.query<{ differing: number | null }>(
      'select tenancy.check_exports($1) as differing',
      [`${month}-01`],
    );
    return rows[0]?.differing ?? undefined;
  });
}

function one<Row extends object>(
  text: string,
  params: readonly unknown[],
): Promise<Row | undefined> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<Row>(text, [...params]);
    return rows[0];
  });
}
