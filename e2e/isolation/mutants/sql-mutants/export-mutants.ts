import type { SqlMutant } from '../sql-mutant';

const CLAIM = 'tenancy.claim_export(text, interval, timestamptz)';
const RENEW = 'tenancy.renew_export(uuid, text, interval)';
const CHECK = 'tenancy.check_exports(date)';
const END = 'tenancy.end_export(uuid, text, timestamptz, jsonb, boolean, text, timestamptz)';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** Files of figures, where they are brought, and what was said of differences to the provider. */
export const EXPORT_MUTANTS: readonly SqlMutant[] = [
  without(
    'an export written for somebody who is not of finance any more',
    CLAIM,
    "u.id = e.requested_by and u.platform_role = 'finance'",
    'u.id = e.requested_by',
  ),
  without('an export written for somebody who is disabled', CLAIM, ' and u.disabled_at is null'),
  without(
    'an export brought to a target that was removed',
    CLAIM,
    't.id = e.target_id and t.removed_at is not null',
    'false',
  ),
  without(
    'an export taken by two workers',
    CLAIM,
    'and (e.locked_until is null or e.locked_until < clock_timestamp())\n  order by',
    'order by',
  ),
  without(
    'a context given to a worker that holds nothing',
    RENEW,
    "and e.state = 'running' and e.locked_by = renew_export.worker",
  ),
  without(
    'a context renewed for somebody who is not of finance any more',
    RENEW,
    "and u.platform_role = 'finance'",
  ),
  without('a context renewed for somebody who is disabled', RENEW, 'and u.disabled_at is null'),
  without(
    'a context renewed for a target that was removed',
    RENEW,
    't.id = e.target_id and t.removed_at is not null',
    'false',
  ),
  without(
    'an export ended by a worker that does not hold it',
    END,
    'and e.locked_by = end_export.worker',
  ),
  policy(
    'exports shown to whoever has finance’s login',
    'finance_export_finance on finance_export using (true)',
  ),
  policy(
    'targets shown to whoever has finance’s login',
    'export_target_finance on export_target using (true)',
  ),
  policy(
    'exports asked for by every role of the platform',
    "finance_export_ask on finance_export with check (requested_by = (select tenancy.current_principal()) and state = 'queued' and target_id is null)",
  ),
  policy(
    'exports asked for in anybody’s name',
    "finance_export_ask on finance_export with check ((select tenancy.platform_role()) = 'finance' and state = 'queued' and target_id is null)",
  ),
  policy(
    'targets added in anybody’s name',
    "export_target_add on export_target with check ((select tenancy.platform_role()) = 'finance' and removed_at is null)",
  ),
  policy(
    'targets added by whoever has finance’s login',
    'export_target_add on export_target with check (created_by = (select tenancy.current_principal()) and removed_at is null)',
  ),
  {
    name: 'secrets of targets shown to finance',
    sql: 'grant select on export_target to tenantry_finance',
  },
  {
    name: 'exports declared done by finance',
    sql: `create policy x on finance_export for update to tenantry_finance using (true) with check (true);
      grant update on finance_export to tenantry_finance`,
  },
  {
    name: 'a file whose sum is not the ledger’s declared done',
    sql: `do $$ declare c text; begin
      for c in select conname from pg_constraint where conrelid = 'finance_export'::regclass and contype = 'c'
        and pg_get_constraintdef(oid) like '%ledger_nano%' loop
        execute format('alter table finance_export drop constraint %I', c);
      end loop; end $$`,
  },
  without(
    'journals compared with themselves',
    CHECK,
    "when 'journal' then s.issued else",
    "when 'journal' then s.file_nano else",
  ),
  without(
    'a journal’s costs compared with themselves',
    CHECK,
    "when 'journal' then s.booked else",
    "when 'journal' then s.file_cost_nano else",
  ),
  without(
    'a journal’s costs compared beyond the cent',
    CHECK,
    "when 'journal' then s.booked else",
    "when 'journal' then s.cost else",
  ),
  without(
    'papers of erased tenants in no journal',
    CHECK,
    'from public.erased_statement s',
    'from public.erased_statement s where false',
  ),
  without(
    'papers of all days in each journal',
    CHECK,
    'where p.day between f.from_day and f.to_day) i',
    ') i',
  ),
  policy(
    'differences closed in anybody’s name',
    "difference_note_add on difference_note with check ((select tenancy.platform_role()) = 'finance')",
  ),
  policy(
    'differences closed by whoever has finance’s login',
    'difference_note_add on difference_note with check (by_id = (select tenancy.current_principal()))',
  ),
  policy(
    'invoices entered in anybody’s name',
    "provider_invoice_add on provider_invoice with check ((select tenancy.platform_role()) = 'finance')",
  ),
  policy(
    'accounts of the general ledger set in anybody’s name',
    "journal_account_set on journal_account with check ((select tenancy.platform_role()) = 'finance')",
  ),
];
