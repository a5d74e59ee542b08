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

export interface DueLibraryWork extends MintedWork {
  kind: 'removed' | 'upload' | 'lost';
  subject_id: string;
}

/** What is over of libraries, with a context each to end it under. */
export function dueLibraryWork(
  before: { removed: Date; touched: Date; lost: Date },
  limit: number,
): Promise<DueLibraryWork[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<DueLibraryWork>(
      'select m.*, tenancy.placement(m.context) as placement from tenancy.due_library($1, $2, $3, $4) m',
      [before.removed, before.touched, before.lost, limit],
    );
    return rows;
  });
}

/**
 * Puts a tenant of the journal back into the state of being erased, wherever it came from. Refused for one that is
 * here and of whose erasure neither the proof nor the database speaks.
 */
export function mintErasure(erased: {
  tenantId: string;
  operationId: string;
  requestedBy: string;
  requestedAt: string;
  proof?: string;
}): Promise<MintedErasure> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedErasure>(
      `select m.present, m.context, tenancy.placement(m.context) as placement
       from tenancy.erase_again($1, $2, $3, $4, $5, $6) m`,
      [
        erased.tenantId,
        erased.operationId,
        erased.requestedBy,
        erased.requestedAt,
        now(),
        erased.proof ?? null,
      ],
    );
    const [row] = rows;
    if (!row) throw new Error('tenancy.erase_again returned nothing.');
    return row;
  });
}

/**
 * Asks for each tenant's stores to be compared with its rows, once for each restore. Returns for how many it
 * could not be asked for yet.
 */
export function requestRepairs(restore: { id: string; at: string }): Promise<number> {
  return asked('select tenancy.request_repairs($1, $2) as asked', [restore.id, restore.at]);
}

/** Asks to remove what moves kept as the way back for a day; how many were asked for. */
export function releaseWaysBack(): Promise<number> {
  return asked('select tenancy.release_ways_back($1) as asked', [now()]);
}

/** Ends folders, groups and tags that were hidden before, of all tenants; how many. */
export function endHiddenNames(hiddenBefore: Date): Promise<number> {
  return asked('select tenancy.end_hidden_names($1) as asked', [hiddenBefore]);
}

function asked(text: string, params: unknown[]): Promise<number> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ asked: bigint }>(text, params);
    return Number(rows[0]?.asked ?? 0);
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
