import type { Placement } from '@/lib/tenancy/placement';
import { transaction } from './transaction';

/** What PostgreSQL says of a session and a tenant; `context` is null while the tenant is suspended. */
export interface MintedTenant {
  tenant_id: string;
  tenant_name: string;
  plan: string;
  state: string;
  time_zone: string;
  user_id: string;
  user_name: string;
  user_email: string;
  role: string;
  policy_version: number;
  context: string | null;
  /** Null with the context. */
  placement: Placement | null;
  /** Of the session; never leaves the server. */
  session_id: string;
}

export interface MintedPlatform {
  user_id: string;
  user_name: string;
  user_email: string;
  role: string;
  second_factor: boolean;
  context: string | null;
}

export interface MembershipRow {
  slug: string;
  name: string;
  role: string;
  state: string;
}

/** A claimed job or stale hold, with the context to work under. */
export interface MintedWork {
  tenant_id: string;
  policy_version: number;
  time_zone: string;
  plan: string;
  context: string;
  placement: Placement;
}

/** The next context of a proof, with where the tenant's data is by then. */
export interface Renewed {
  context: string;
  placement: Placement;
}

export interface ClaimedJob extends MintedWork {
  job_id: string;
  kind: string;
  subject_id: string;
  created_by: string;
  attempts: number;
}

/** The function that looks the placement up verifies the context it is given. */
const WITH_PLACEMENT = 'select m.*, tenancy.placement(m.context) as placement';

export function mintTenant(tokenHash: Buffer, slug: string): Promise<MintedTenant | undefined> {
  return one(
    'app',
    `${WITH_PLACEMENT}, tenancy.session_id($1) as session_id from tenancy.mint($1, $2) m`,
    [tokenHash, slug],
  );
}

/** The next context of a session; undefined once the session or the membership is over. */
export function renewTenant(
  sessionId: string,
  slug: string,
): Promise<Renewed | { context: null } | undefined> {
  return one('app', `${WITH_PLACEMENT} from tenancy.renew($1, $2) m`, [sessionId, slug]);
}

/** What PostgreSQL says of a key that holds; `context` is null, and `refused` says why, where it is not accepted now. */
export interface MintedKey {
  tenant_id: string;
  slug: string;
  tenant_name: string;
  plan: string;
  time_zone: string;
  policy_version: number;
  name_sealed: Buffer;
  tier: string;
  scopes: string[];
  allow_list: string[];
  requests_per_minute: number | null;
  burst_per_second: number | null;
  tokens_per_minute: number | null;
  in_flight: number | null;
  may_downgrade: boolean;
  expires_at: Date | null;
  refused: 'suspended' | 'address' | 'quarantined' | null;
  context: string | null;
  placement: Placement | null;
}

/** Undefined for a wrong secret, an unknown key, and one that was revoked or has expired. */
export function mintKey(
  keyId: string,
  secretHmac: Buffer,
  address: string | undefined,
): Promise<MintedKey | undefined> {
  return one('app', `${WITH_PLACEMENT} from tenancy.mint_key($1, $2, $3) m`, [
    keyId,
    secretHmac,
    address ?? null,
  ]);
}

/** A key as a process remembers it. */
export interface RememberedKey {
  tenantId: string;
  keyId: string;
  policyVersion: number;
}

/** The positions, from 0, of keys that have to be verified again. */
export async function changedKeys(keys: readonly RememberedKey[]): Promise<number[]> {
  const rows = await many<{ place: number }>(
    'worker',
    'select place from tenancy.changed_keys($1, $2, $3)',
    [
      keys.map((key) => key.tenantId),
      keys.map((key) => key.keyId),
      keys.map((key) => key.policyVersion),
    ],
  );
  return rows.map((row) => row.place - 1);
}

export function mintPlatform(tokenHash: Buffer): Promise<MintedPlatform | undefined> {
  return one('app', 'select * from tenancy.mint_platform($1)', [tokenHash]);
}

export function sessionMemberships(tokenHash: Buffer): Promise<MembershipRow[]> {
  return many('app', 'select * from tenancy.session_memberships($1)', [tokenHash]);
}

/** Whether the token's person has only to sign in again to open the workspace. */
export async function signedOutOf(tokenHash: Buffer, slug: string): Promise<boolean> {
  const text = 'select tenancy.signed_out_of($1, $2) as ended';
  return (await one<{ ended: boolean }>('app', text, [tokenHash, slug]))?.ended === true;
}

/**
 * `leaseSeconds` is how long the job stays this worker's without a renewal; `slots`, how many jobs it runs at once. Nothing of a
 * tenant that holds its part of all workers' slots while others have work.
 */
export function claimJob(
  worker: string,
  leaseSeconds: number,
  slots: number,
): Promise<ClaimedJob | undefined> {
  return one(
    'worker',
    `${WITH_PLACEMENT} from tenancy.claim_job($1, make_interval(secs => $2), $3) m`,
    [worker, leaseSeconds, slots],
  );
}

export function renewJob(
  tenantId: string,
  jobId: string,
  worker: string,
  leaseSeconds: number,
): Promise<Renewed | undefined> {
  return one(
    'worker',
    `${WITH_PLACEMENT} from tenancy.renew_job($1, $2, $3, make_interval(secs => $4)) m`,
    [tenantId, jobId, worker, leaseSeconds],
  );
}

/** A claimed operation, with the context to work under. */
export interface ClaimedOperation extends MintedWork {
  operation_id: string;
  kind: string;
  detail: Record<string, unknown>;
  attempts: number;
  requested_by: string;
  reason: string;
}

export function claimOperation(
  worker: string,
  leaseSeconds: number,
): Promise<ClaimedOperation | undefined> {
  return one(
    'worker',
    `${WITH_PLACEMENT} from tenancy.claim_operation($1, make_interval(secs => $2)) m`,
    [worker, leaseSeconds],
  );
}

export function renewOperation(
  tenantId: string,
  operationId: string,
  worker: string,
  leaseSeconds: number,
): Promise<Renewed | undefined> {
  return one(
    'worker',
    `${WITH_PLACEMENT} from tenancy.renew_operation($1, $2, $3, make_interval(secs => $4)) m`,
    [tenantId, operationId, worker, leaseSeconds],
  );
}

/** A claimed question that waited, with its asker's context. */
export interface ClaimedDeferred extends MintedWork {
  deferred_id: string;
  conversation_id: string;
  request_id: string;
  model: string | null;
  feature: string;
  attempts: number;
  /** Attempts that their process did not live to end. */
  lapses: number;
  /** Holds that were taken for it so far, and whether one of them was booked. */
  calls: number;
  charged: boolean;
  slug: string;
  tenant_name: string;
  user_id: string;
  user_name: string;
  user_email: string;
  role: string;
}

export function claimDeferred(
  worker: string,
  leaseSeconds: number,
  at: Date,
): Promise<ClaimedDeferred | undefined> {
  return one(
    'worker',
    `${WITH_PLACEMENT} from tenancy.claim_deferred($1, make_interval(secs => $2), $3) m`,
    [worker, leaseSeconds, at],
  );
}

export function renewDeferred(
  tenantId: string,
  deferredId: string,
  worker: string,
  leaseSeconds: number,
): Promise<Renewed | undefined> {
  return one(
    'worker',
    `${WITH_PLACEMENT} from tenancy.renew_deferred($1, $2, $3, make_interval(secs => $4)) m`,
    [tenantId, deferredId, worker, leaseSeconds],
  );
}

export function staleReservations(
  olderThanSeconds: number,
  limit: number,
): Promise<(MintedWork & { reservation_id: string })[]> {
  return many(
    'worker',
    `${WITH_PLACEMENT} from tenancy.stale_reservations(make_interval(secs => $1), $2) m`,
    [olderThanSeconds, limit],
  );
}

/** Removes settled budgets of minutes that are over for an hour, of all tenants; returns how many went. */
export async function removeMinuteCounters(at: Date, limit: number): Promise<number> {
  const text = 'select tenancy.remove_minute_counters($1, $2) as removed';
  return (await one<{ removed: number }>('worker', text, [at, limit]))?.removed ?? 0;
}

/** Removes what keys were answered and is kept no longer, of all tenants; returns how many went. */
export async function removeEndedAnswers(limit: number): Promise<number> {
  const text = 'select tenancy.remove_ended_answers($1) as removed';
  return (await one<{ removed: number }>('worker', text, [limit]))?.removed ?? 0;
}

/** Tenants whose rows wait to be folded into rollups, each with the context to do it under. */
export function dueRollups(limit: number): Promise<MintedWork[]> {
  return many('worker', `${WITH_PLACEMENT} from tenancy.due_rollups($1) m`, [limit]);
}

/** Removes rollups that are kept no longer; how many. */
export async function expireRollups(): Promise<number> {
  const row = await one<{ gone: number }>('worker', 'select tenancy.expire_rollups() as gone', []);
  return row?.gone ?? 0;
}

/** Carries out the changes of plan that are due, of all tenants; how many. */
export async function applyPlanChanges(at: Date): Promise<number> {
  const text = 'select tenancy.apply_plan_changes($1) as applied';
  return (await one<{ applied: number }>('worker', text, [at]))?.applied ?? 0;
}

/** Begins, goes on with and ends the changes of policies that are due, of all tenants; how many. */
export async function runPolicyChanges(at: Date): Promise<number> {
  const text = 'select tenancy.run_policy_changes($1) as ran';
  return (await one<{ ran: number }>('worker', text, [at]))?.ran ?? 0;
}

/** Has instances that are behind of what is in force ask anew, and writes that down; of how many tenants. */
export async function announceBehind(at: Date): Promise<number> {
  const text = 'select tenancy.announce_behind($1) as told';
  return (await one<{ told: number }>('worker', text, [at]))?.told ?? 0;
}

/** Writes down the end of support access that is in force no longer, of all tenants; how many. */
export async function endSupportGrants(): Promise<number> {
  const text = 'select tenancy.end_support_grants() as ended';
  return (await one<{ ended: number }>('worker', text, []))?.ended ?? 0;
}

/** Ends the containments whose time is over, and resumes whom they paused; how many. */
export async function endContainments(at: Date): Promise<number> {
  const row = await one<{ ended: number }>(
    'worker',
    'select tenancy.end_containments($1) as ended',
    [at],
  );
  return row?.ended ?? 0;
}

/**
 * Compares ledger, counters, requests and rollups of a month (`YYYY-MM`) and keeps what came of it: of how many
 * tenants they differ. Undefined where another process did so within the minute.
 */
export async function checkBooks(month: string): Promise<number | undefined> {
  return transaction('worker', undefined, async (client) => {
    // Of a month with millions of calls it takes longer than whoever waits for an answer would.
    await client.query("select set_config('statement_timeout', '300s', true)");
    const { rows } = await client.query<{ differing: number | null }>(
      'select tenancy.check_books($1) as differing',
      [`${month}-01`],
    );
    return rows[0]?.differing ?? undefined;
  });
}

/** The context to end a hold under; undefined for a wrong secret, and when the time to settle is over. */
export async function mintHold(
  tenantId: string,
  reservationId: string,
  secret: Buffer,
): Promise<string | undefined> {
  const row = await one<{ context: string | null }>(
    'app',
    'select tenancy.hold_context($1, $2, $3) as context',
    [tenantId, reservationId, secret],
  );
  return row?.context ?? undefined;
}

/** Whose work it is; a person, session or key that is not named is not asked for. */
export interface WorkOwner {
  tenantId: string;
  personId: string | undefined;
  sessionId: string | undefined;
  keyId: string | undefined;
}

/** The positions, from 0, of work whose workspace, membership, session or key is over. */
export async function endedWork(owners: readonly WorkOwner[]): Promise<number[]> {
  const rows = await many<{ place: number }>(
    'worker',
    'select place from tenancy.ended_work($1, $2, $3, $4)',
    [
      owners.map((owner) => owner.tenantId),
      owners.map((owner) => owner.personId ?? null),
      owners.map((owner) => owner.sessionId ?? null),
      owners.map((owner) => owner.keyId ?? null),
    ],
  );
  return rows.map((row) => row.place - 1);
}

/** Asks for every tenant's daily retention that is due; how many were asked for. */
export async function scheduleRetention(): Promise<number> {
  const row = await one<{ asked: number }>(
    'worker',
    'select tenancy.schedule_retention() as asked',
    [],
  );
  return row?.asked ?? 0;
}

/** Erases a person whom a restored copy brought back; undefined when there is nothing from before `erasedAt`. */
export async function forgetAgain(
  tenantId: string,
  personId: string,
  erasedAt: string,
): Promise<Record<string, number> | undefined> {
  const row = await one<{ counts: Record<string, number> | null }>(
    'worker',
    'select tenancy.forget_again($1, $2, $3) as counts',
    [tenantId, personId, erasedAt],
  );
  return row?.counts ?? undefined;
}

async function many<Row extends object>(
  role: 'app' | 'worker',
  text: string,
  params: unknown[],
): Promise<Row[]> {
  return transaction(
    role,
    undefined,
    async (client) => (await client.query<Row>(text, params)).rows,
  );
}

async function one<Row extends object>(
  role: 'app' | 'worker',
  text: string,
  params: unknown[],
): Promise<Row | undefined> {
  return (await many<Row>(role, text, params))[0];
}
