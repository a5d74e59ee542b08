import type { SqlMutant } from '../sql-mutant';

const BEGIN = 'tenancy.begin_leave(uuid,uuid,text,timestamptz)';
const BACK = 'tenancy.take_back_leave(timestamptz)';
const END = 'tenancy.carry_out_leaves(timestamptz,boolean)';
const BLOCKED = 'tenancy.leave_blocked(uuid)';
const CLAIM = 'tenancy.claim_receipt(timestamptz)';
const LEAVE = 'tenancy.leave_workspace(timestamptz)';
const OWNER = 'tenancy.make_owner(uuid)';
const DOWN = 'tenancy.step_down()';
const HIDE = 'tenancy.hide_named(text,uuid,timestamptz)';
const SHOW = 'tenancy.show_named(text,uuid)';
const NAMES = 'tenancy.end_hidden_names(timestamptz)';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});

/** How a workspace, a membership and what is named in the library end. */
export const LEAVING_MUTANTS: readonly SqlMutant[] = [
  without(
    'admins end the workspace',
    BEGIN,
    "is distinct from 'owner'",
    "not in ('owner', 'admin')",
  ),
  without('an end under a hold', BEGIN, 'h.lifted_at is null', 'false'),
  without(
    'an end that nobody confirmed',
    BEGIN,
    "  if not found then\n    raise exception 'not confirmed",
    "  if false then\n    raise exception 'not confirmed",
  ),
  without('an end confirmed by somebody else', BEGIN, ' and s.user_id = person', ''),
  without('an end confirmed long ago', BEGIN, "interval '10 minutes'", "interval '10 years'"),
  without(
    'one confirmation for many ends',
    BEGIN,
    'set confirmed_at = null',
    'set confirmed_at = s.confirmed_at',
  ),
  without('an end confirmed in a session that is over', BEGIN, 's.revoked_at is null', 'true'),
  without('an end as soon as the caller likes', BEGIN, 'greatest(at, clock_timestamp())', 'at'),
  without('an end within the day', BEGIN, 'greatest(7, least(90, ', 'least(0, least(90, '),
  without(
    'an end of which the platform hears nothing',
    BEGIN,
    "'tenant.leave', trim(why)",
    "'tenant.stay', trim(why)",
  ),
  without('admins take an end back', BACK, "is distinct from 'owner'", "not in ('owner', 'admin')"),
  without('the ends of all taken back', BACK, 'l.tenant_id = target and ', ''),
  without('ends before their time', END, ' and l.ends_at <= at', ''),
  without(
    'ends that were taken back',
    END,
    "where l.state = 'waiting' and l.ends_at <= at",
    'where l.ends_at <= at',
  ),
  without('ends under a hold', BLOCKED, 'h.lifted_at is null', 'false'),
  without(
    'ends that run out while nobody can take them back',
    BLOCKED,
    "t.state = 'suspended'",
    'false',
  ),
  without('nothing is put off', END, "l.ends_at < at + interval '2 days'", 'false'),
  without('ends that spare the erasure', END, "'erase', due.asked_by", "'retention', due.asked_by"),
  without('members get the receipt', END, " and m.role = 'owner'", ''),
  without('owners of others get the receipt', END, 'm.tenant_id = due.tenant_id and ', ''),
  without(
    'addresses kept for ever',
    CLAIM,
    'delete from public.erasure_recipient r where r.keep_until <= at;',
    '',
  ),
  without('receipts before the end', CLAIM, ' and y.receipt is not null', ''),
  {
    name: 'the app ends workspaces',
    sql: 'grant execute on function tenancy.carry_out_leaves(timestamptz, boolean) to tenantry_app',
  },
  {
    name: 'the app shortens the period',
    sql: 'grant update (ends_at) on tenant_leave to tenantry_app; create policy m on tenant_leave for update to tenantry_app using (true)',
  },
  { name: 'operators shorten the period', sql: 'drop trigger tenant_leaving on tenant' },
  {
    name: 'operators move the end',
    sql: 'grant update (ends_at) on tenant_leave to tenantry_operator; create policy m on tenant_leave for update to tenantry_operator using (true)',
  },
  {
    name: 'the app reads where receipts go',
    sql: 'grant select on erasure_recipient to tenantry_app; create policy m on erasure_recipient for select to tenantry_app using (true)',
  },
  without(
    'bills of a workspace that lives',
    'tenancy.keep_bills(jsonb)',
    'tenancy.erasing_tenant()',
    'tenancy.current_tenant()',
  ),
  without(
    'bills written anew',
    'tenancy.keep_bills(jsonb)',
    'then return 0;',
    'then delete from public.erased_bill b where b.erased_id = target;',
  ),
  without(
    'the last owner leaves',
    LEAVE,
    "own_role = 'owner' and not tenancy.owned_by_another()",
    'false',
  ),
  without(
    'everybody leaves',
    LEAVE,
    'm.tenant_id = target and m.user_id = person;\n    return false',
    'm.tenant_id = target;\n    return false',
  ),
  without(
    'a person leaves every workspace',
    LEAVE,
    'm.tenant_id = target and m.user_id = person;\n    return false',
    'm.user_id = person;\n    return false',
  ),
  without(
    'what a hold keeps goes with who leaves',
    LEAVE,
    'if not tenancy.is_held(target, person) then',
    'if true then',
  ),
  without(
    'an owner elsewhere is enough',
    'tenancy.owned_by_another()',
    'm.tenant_id = tenancy.current_tenant() and ',
    '',
  ),
  without(
    'an invited owner is enough',
    'tenancy.owned_by_another()',
    'm.accepted_at is not null and ',
    '',
  ),
  without(
    'admins make owners',
    OWNER,
    "m.role = 'owner' and m.accepted_at",
    "m.role in ('owner', 'admin') and m.accepted_at",
  ),
  without(
    'owners made everywhere',
    OWNER,
    'm.tenant_id = target and m.user_id = person',
    'm.user_id = person',
  ),
  without(
    'who was invited is an owner',
    OWNER,
    'm.user_id = person and m.accepted_at is not null',
    'm.user_id = person',
  ),
  without('the last owner steps down', DOWN, 'not tenancy.owned_by_another()', 'false'),
  without(
    'members delete folders, groups and tags',
    HIDE,
    "not in ('owner', 'admin')",
    "not in ('owner', 'admin', 'member')",
  ),
  without(
    'folders deleted with what is in them',
    HIDE,
    'd.tenant_id = target and d.folder_id = target_id',
    'false',
  ),
  without('folders of others deleted', HIDE, 'f.tenant_id = target and ', ''),
  without('groups of others deleted', HIDE, 'g.tenant_id = target and ', ''),
  without('tags of others deleted', HIDE, 't.tenant_id = target and ', ''),
  without(
    'members put folders, groups and tags back',
    SHOW,
    "not in ('owner', 'admin')",
    "not in ('owner', 'admin', 'member')",
  ),
  without('folders of others put back', SHOW, 'f.tenant_id = target and ', ''),
  without('groups of others put back', SHOW, 'g.tenant_id = target and ', ''),
  without('tags of others put back', SHOW, 't.tenant_id = target and ', ''),
  without(
    'names ended that can be put back',
    NAMES,
    'delete from public.tag t where t.removed_at <= hidden_before',
    'delete from public.tag t where t.removed_at is not null',
  ),
  { name: 'deleted folders in sight', sql: 'drop policy folder_not_removed on folder' },
  { name: 'deleted groups in sight', sql: 'drop policy user_group_not_removed on user_group' },
  { name: 'deleted tags in sight', sql: 'drop policy tag_not_removed on tag' },
  without(
    'an end planted in anybody’s workspace',
    'tenancy.plant_leave(uuid,timestamptz)',
    ' and t.canary',
  ),
];
