import { transaction } from './transaction';

/** A signed receipt on its way to somebody who owned the workspace. */
export interface ClaimedReceipt {
  id: string;
  address: string;
  /** This one included. */
  attempts: number;
  slug: string;
  name: string;
  /** As `SignedReceipt`. */
  receipt: unknown;
}

/** Begins the erasures of workspaces whose cooling-off period is over, and puts off what is blocked; how many began. */
export async function carryOutLeaves(at: Date, mails: boolean): Promise<number> {
  const [row] = await worker<{ begun: number }>(
    'select tenancy.carry_out_leaves($1, $2) as begun',
    [at, mails],
  );
  return row?.begun ?? 0;
}

/** One that is due at that time; for a minute nobody else takes it. Addresses kept too long are forgotten. */
export async function claimReceipt(at: Date): Promise<ClaimedReceipt | undefined> {
  const [row] = await worker<Omit<ClaimedReceipt, 'id'> & { recipient: string }>(
    'select * from tenancy.claim_receipt($1)',
    [at],
  );
  if (!row) return undefined;
  const { recipient, ...claimed } = row;
  return { id: recipient, ...claimed };
}

/** Forgets the address, or with `again` keeps it for another try. */
export async function endReceipt(id: string, again: Date | undefined): Promise<void> {
  await worker('select tenancy.end_receipt($1, $2)', [id, again ?? null]);
}

function worker<Row extends object>(text: string, params: unknown[]): Promise<Row[]> {
  return transaction(
    'worker',
    undefined,
    async (client) => (await client.query<Row>(text, params)).rows,
  );
}
