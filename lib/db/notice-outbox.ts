import { transaction } from './transaction';

/** A notice on its way: codes, numbers and a tenant's address, never content. */
export interface OutgoingNotice {
  id: string;
  kind:
    | 'containment_started'
    | 'containment_ended'
    | 'objective_burning'
    | 'objective_kept'
    | 'objective_escalated'
    | 'cost_anomaly'
    | 'cost_escalated'
    | 'cost_test'
    | 'security_alert'
    | 'policy_waiting'
    | 'test';
  at: Date;
  tenantId: string | null;
  /** Its address; null once it is erased. */
  tenant: string | null;
  payload: Record<string, unknown>;
}

export interface ClaimedNotice extends OutgoingNotice {
  endpoint: { id: string; kind: 'email' | 'webhook'; address: string; secret: Buffer | null };
  /** This one included. */
  attempts: number;
}

/** One delivery that is due at that time; for a minute nobody else takes it. */
export async function claimNotice(at: Date): Promise<ClaimedNotice | undefined> {
  const row = await transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{
      notice_id: string;
      endpoint_id: string;
      kind: 'email' | 'webhook';
      address: string;
      secret: Buffer | null;
      notice_kind: OutgoingNotice['kind'];
      noticed_at: Date;
      tenant_id: string | null;
      tenant: string | null;
      payload: Record<string, unknown>;
      attempts: number;
    }>('select * from tenancy.claim_notice($1)', [at]);
    return rows[0];
  });
  return (
    row && {
      id: row.notice_id,
      kind: row.notice_kind,
      at: row.noticed_at,
      tenantId: row.tenant_id,
      tenant: row.tenant,
      payload: row.payload,
      endpoint: {
        id: row.endpoint_id,
        kind: row.kind,
        address: row.address,
        secret: row.secret,
      },
      attempts: row.attempts,
    }
  );
}

/** What became of a try; without `again` a failed one was the last. */
export async function endNotice(
  notice: ClaimedNotice,
  became: { delivered: Date } | { failure: string; again: Date | undefined },
): Promise<void> {
  const [delivered, again, failure] =
    'delivered' in became
      ? [became.delivered, null, null]
      : [null, became.again ?? null, became.failure];
  await transaction('worker', undefined, (client) =>
    client.query('select from tenancy.end_notice($1, $2, $3, $4, $5)', [
      notice.id,
      notice.endpoint.id,
      delivered,
      again,
      failure,
    ]),
  );
}
