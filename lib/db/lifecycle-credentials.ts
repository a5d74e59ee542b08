import { now } from '@/lib/clock';
import type { Placement } from '@/lib/tenancy/placement';
import type { MintedWork } from './credentials';
import { transaction } from './transaction';

/** What PostgreSQL gives to erase again what a restored copy has. */
export interface MintedErasure {
  /** Whether the database has the tenant. */
  present: boolean;
  context: string;
  /** Null when it has not. */
  placement: Placement | null;
}

/** Archives past their time, with a context each to remove them under. */
export function expiredExports(limit: number): Promise<(MintedWork & { export_id: string })[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedWork & { export_id: string }>(
      `select m.*, tenancy.placement(m.context) as placement from tenancy.expired_exports($1, $2) m`,
      [now(), limit],
    );
    return rows;
  });
}

/** Puts a tenant of the journal back into the state of being erased, wherever it came from. */
export function mintErasure(erased: {
  tenantId: string;
  operationId: string;
  requestedBy: string;
  requestedAt: string;
}): Promise<MintedErasure> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedErasure>(
      `select m.present, m.context, tenancy.placement(m.context) as placement
       from tenancy.erase_again($1, $2, $3, $4, $5) m`,
      [erased.tenantId, erased.operationId, erased.requestedBy, erased.requestedAt, now()],
    );
    const [row] = rows;
    if (!row) throw new Error('tenancy.erase_again returned nothing.');
    return row;
  });
}

/** Opens a session for one command of an operator; false for everyone else's address. */
export function openCommand(
  email: string,
  sessionId: string,
  tokenHash: Buffer,
  command: string,
): Promise<boolean> {
  return transaction('auth', undefined, async (client) => {
    const { rows } = await client.query<{ opened: boolean }>(
      'select tenancy.open_command($1, $2, $3, $4, $5) as opened',
      [email, sessionId, tokenHash, command, now()],
    );
    return rows[0]?.opened === true;
  });
}
