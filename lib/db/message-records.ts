import { poolFor } from './pools';
import { isConnectionLost } from './sql-errors';

/** What became of one call, as `tenancy.record_messages` takes it: the hold's secret says whose it was. */
export interface MessageRecord {
  tenant: string;
  hold: string;
  secret: string;
  /** The audit entry's id: sent again, it is the same one. */
  audit: string;
  at: Date;
  outcome: 'ok' | 'stopped' | 'refused' | 'error';
  error: string | null;
  model: string;
  startedAt: Date;
  latencyMs: number;
  firstTokenMs: number | null;
  stages: readonly object[];
  downgraded: object | null;
  stopReason: string | null;
  streamed: boolean;
}

/** In one transaction; recorded twice, a call is recorded once. False when it is not known whether it happened. */
export async function recordMessages(records: readonly MessageRecord[]): Promise<boolean> {
  try {
    await poolFor('app').query({
      name: 'record-messages',
      text: 'select tenancy.record_messages($1)',
      values: [JSON.stringify(records)],
    });
    return true;
  } catch (error) {
    if (isConnectionLost(error)) return false;
    throw error;
  }
}
