import type { SqlMutant } from '../sql-mutant';

/** Each table's own lock, broken in each of its parts. */
export function tableMutants(tables: readonly string[]): SqlMutant[] {
  return tables.flatMap((table) => [
    {
      name: `${table} without row-level security`,
      sql: `alter table ${table} disable row level security`,
    },
    { name: `${table} without force`, sql: `alter table ${table} no force row level security` },
    {
      name: `${table} without its own-tenant policy`,
      sql: `drop policy ${table}_own_tenant on ${table}`,
    },
    {
      name: `${table} open to every tenant`,
      sql: `alter policy ${table}_own_tenant on ${table} using (true) with check (true)`,
    },
    {
      name: `${table} takes rows of any tenant`,
      sql: `alter policy ${table}_own_tenant on ${table} with check (true)`,
    },
  ]);
}

const open = (table: string, policy: string): SqlMutant => ({
  name: `${policy} lets everything through`,
  sql: `alter policy ${policy} on ${table} using (true)`,
});
const unchecked = (table: string, policy: string): SqlMutant => ({
  name: `${policy} checks nothing`,
  sql: `alter policy ${policy} on ${table} with check (true)`,
});

/** USING and WITH CHECK say the same here: each alone would still hold. */
const gone = (table: string, policy: string): SqlMutant => ({
  name: `${policy} neither hides nor checks`,
  sql: `alter policy ${policy} on ${table} using (true) with check (true)`,
});

export const POLICY_MUTANTS: readonly SqlMutant[] = [
  open('tenant', 'tenant_self'),
  open('app_user', 'app_user_colleague'),
  open('membership', 'membership_manage'),
  unchecked('membership', 'membership_manage'),
  open('membership', 'membership_end'),
  open('folder', 'folder_read'),
  open('folder', 'folder_remove'),
  unchecked('folder', 'folder_add'),
  unchecked('folder_person', 'folder_person_add'),
  unchecked('folder_group', 'folder_group_add'),
  unchecked('group_member', 'group_member_add'),
  unchecked('user_group', 'user_group_add'),
  open('document', 'document_read'),
  gone('document', 'document_change'),
  open('document', 'document_remove'),
  unchecked('document', 'document_add'),
  open('chunk', 'chunk_read'),
  unchecked('chunk', 'chunk_add'),
  open('lexical_posting', 'lexical_posting_read'),
  unchecked('job', 'job_add'),
  open('conversation', 'conversation_mine'),
  unchecked('conversation', 'conversation_mine'),
  open('message', 'message_mine'),
  open('citation', 'citation_mine'),
  unchecked('audit_entry', 'audit_entry_add'),
  open('tenant', 'tenant_operator'),
  open('ledger_entry', 'ledger_entry_finance'),
  open('membership', 'membership_auditor'),
  open('platform_audit', 'platform_audit_operator'),
  unchecked('platform_audit', 'platform_audit_add_auditor'),
  gone('tenant', 'tenant_edit'),
  unchecked('audit_entry', 'audit_entry_operator_add'),
  { name: 'tenants of everybody', sql: 'alter table tenant disable row level security' },
  { name: 'people of everybody', sql: 'alter table app_user disable row level security' },
  {
    name: 'a second policy on chunks for the platform',
    sql: 'create policy chunk_help on chunk for select using (true)',
  },
];
