import type { MintedWork } from './credentials';
import { transaction } from './transaction';

/** Workspaces with something to tell or to deliver, not those of `busy`, with a context each to do it under. */
export function dueEvents(at: Date, busy: readonly string[], limit: number): Promise<MintedWork[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedWork>(
      'select m.*, tenancy.placement(m.context) as placement from tenancy.due_events($1, $2, $3) m',
      [at, busy, limit],
    );
    return rows;
  });
}

/** Removes events that are kept no longer, of all workspaces; how many. */
export function expireEvents(before: Date, limit: number): Promise<number> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ gone: number }>(
      'select tenancy.expire_events($1, $2) as gone',
      [before, limit],
    );
    return rows[0]?.gone ?? 0;
  });
}
