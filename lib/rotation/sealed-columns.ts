import type { Place } from '@/lib/keys/tenant-keys';

/** A column of sealed values, and the place that binds each of them. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Identifies the row within its tenant, and is the `row` of the place. */
  key: 'id' | 'tenant_id';
  /** `column` of the place. */
  name: string;
}

const column = (table: string, name: string, key: SealedColumn['key'] = 'id'): SealedColumn => ({
  table,
  column: `${name}_sealed`,
  key,
  name,
});

/**
 * Every column that holds content sealed under a tenant's key. Complete: a test compares it with the
 * catalogue, because what is not here is lost when a rotation destroys the older key.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  column('user_group', 'name'),
  column('folder', 'name'),
  column('document', 'name'),
  column('tag', 'name'),
  column('pending_upload', 'name'),
  column('chunk', 'heading'),
  column('chunk', 'text'),
  column('conversation', 'title'),
  column('message', 'text'),
  column('citation', 'quote'),
  column('answer_trace', 'payload'),
  column('answer_feedback', 'text'),
  column('support_grant', 'note'),
  column('persona', 'text'),
  column('persona', 'rules'),
  column('persona', 'setup'),
  column('tool_secret', 'secret'),
  column('api_key', 'name'),
  column('idempotent_answer', 'answer'),
  column('webhook_endpoint', 'address'),
  column('webhook_endpoint', 'secret'),
  column('webhook_endpoint', 'former'),
  column('tenant_event', 'body'),
  column('tenant_placement', 'endpoint', 'tenant_id'),
  column('tenant_placement', 'model_key', 'tenant_id'),
  column('tenant_placement', 'model_base_url', 'tenant_id'),
];

export function placeOf(sealed: SealedColumn, row: string): Place {
  return { table: sealed.table, row, column: sealed.name };
}
