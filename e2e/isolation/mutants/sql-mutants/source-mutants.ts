import type { SqlMutant } from '../sql-mutant';

const NOTE = 'tenancy.note_removed_source(uuid,timestamptz)';

/** The function that tells old answers of a document which is no longer there. */
export const SOURCE_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'every tenant’s citations are told',
    fn: NOTE,
    find: 'where c.tenant_id = tenancy.current_tenant() and c.document_id',
    replace: 'where c.document_id',
  },
  {
    name: 'a document that is there is told as removed',
    fn: NOTE,
    find: 'not exists (select from public.document d',
    replace: 'true or not exists (select from public.document d',
  },
];
