import { env } from '@/lib/env';
import type { ReportCell } from './schema';
import { moment } from './section';

export interface PlacedRow {
  database_tier: string;
  database_schema: string | null;
  vector_store: string;
  vector_tier: string;
  endpoint_host: string | null;
  model_account: string;
  changed_at: Date;
}

/** Of `tenant_placement p`. */
export const PLACED_COLUMNS = `p.database_tier, p.database_schema, p.vector_store, p.vector_tier, p.endpoint_host,
  p.model_account, p.changed_at`;

export function placedColumns(): string[] {
  return ['Region', 'Database', 'Vectors', 'Host of the vectors', 'Model account', 'Since'];
}

/** In their order. */
export function placedCells(row: PlacedRow): ReportCell[] {
  return [
    env.TENANTRY_REGION ?? 'not stated',
    row.database_schema
      ? `${row.database_tier} (schema ${row.database_schema})`
      : row.database_tier,
    `${row.vector_store}, ${row.vector_tier}`,
    row.endpoint_host ?? 'this installation',
    row.model_account === 'own' ? 'the workspace’s own' : 'the platform’s',
    moment(row.changed_at),
  ];
}
