import { transaction } from './transaction';

export interface Beat {
  id: string;
  roles: readonly string[];
  version: string;
  node: string;
  startedAt: Date;
  stopped: boolean;
  /** Figures, never content. */
  facts: object;
}

/** Says that this instance is there, or that it stops. */
export async function writeBeat(beat: Beat): Promise<void> {
  await transaction('worker', undefined, (client) =>
    client.query('select from tenancy.beat($1, $2, $3, $4, $5, $6, $7)', [
      beat.id,
      [...beat.roles],
      beat.version,
      beat.node,
      beat.startedAt,
      beat.stopped,
      JSON.stringify(beat.facts),
    ]),
  );
}
