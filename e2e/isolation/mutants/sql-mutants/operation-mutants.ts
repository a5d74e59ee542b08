import type { SqlMutant } from '../sql-mutant';

const CLAIMS = 'tenancy.claims()';
const EXPORTING = 'tenancy.exporting()';
const ROTATING = 'tenancy.rotating()';
const RUNS = 'tenancy.runs_operation(text)';
const ERASING = 'tenancy.erasing_tenant()';
const ERASING_AGAIN = 'tenancy.erase_again(uuid,uuid,uuid,timestamptz,timestamptz,text)';
const HOLD = 'tenancy.hold_context(uuid,uuid,bytea)';
const PLACEMENT = 'tenancy.placement(text)';
const COMMAND = 'tenancy.open_command(text,uuid,bytea,text,timestamptz)';
const NO_OPERATOR = "tenancy.platform_role() is distinct from 'operator'";

const changed = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});

const open = (table: string, policy: string): SqlMutant => ({
  name: `${policy} lets everything through`,
  sql: `alter policy ${policy} on ${table} using (true)`,
});

/** Long work, the ending of holds, the life cycle and where data lives. */
export const OPERATION_MUTANTS: readonly SqlMutant[] = [
  changed(
    'contexts that outlive the membership',
    CLAIMS,
    "if part[4] = 'user' and not exists (",
    'if false and not exists (',
  ),
  changed('contexts before the invitation is accepted', CLAIMS, ' and m.accepted_at is not null'),
  changed(
    'contexts of a suspended tenant',
    CLAIMS,
    "where t.id = part[2]::uuid and t.state = 'active'",
    'where t.id = part[2]::uuid',
  ),
  changed('every operation exports', EXPORTING, " and o.kind = 'export'"),
  changed('an export that ended goes on', EXPORTING, "and o.state = 'running'"),
  changed('every operation seals anew', ROTATING, "and o.kind = 'rotate_keys' "),
  changed('a rotation that ended goes on', ROTATING, " and o.state = 'running'"),
  changed('every worker seals anew while one does', ROTATING, ' and o.id = c[2]::uuid'),
  ...['tenancy.held_request()', 'tenancy.held_conversation()'].map((fn) =>
    changed(`${fn} of anybody`, fn, "c[3] is distinct from 'hold'", 'false'),
  ),
  ...['tenancy.held_request()', 'tenancy.held_conversation()'].map((fn) =>
    changed(`${fn} of another tenant`, fn, 'r.tenant_id = c[1]::uuid and ', ''),
  ),
  changed('every operation ends and erases', RUNS, 'o.kind = wanted and '),
  changed(
    'everybody ends conversations',
    'tenancy.end_conversations(integer)',
    "not tenancy.runs_operation('retention')",
    'false',
  ),
  changed(
    'everybody ends memberships',
    'tenancy.end_removed_members()',
    "not tenancy.runs_operation('retention')",
    'false',
  ),
  changed(
    'a tenant that was never erased is erased again',
    ERASING_AGAIN,
    'proof is distinct from tenancy.sign_erasure(erase_again.tenant)',
    'false',
  ),
  changed(
    'a proof of one erasure is one of all',
    'tenancy.sign_erasure(uuid)',
    "('erasure:' || tenant::text)",
    "('erasure:')",
  ),
  changed(
    'everybody closes members',
    'tenancy.close_member(uuid)',
    "not tenancy.runs_operation('erase_member')",
    'false',
  ),
  changed(
    'everybody erases members',
    'tenancy.erase_member(uuid)',
    "not tenancy.runs_operation('erase_member')",
    'false',
  ),
  changed('a tenant in use is erased', ERASING, " and t.state = 'erasing'"),
  changed('anybody erases', ERASING, " and tenancy.current_role_name() = 'worker'"),
  changed('a hold is ended with any secret', HOLD, ' and r.holder_hash = sha256(secret)'),
  changed('a hold of another tenant is ended', HOLD, 'r.tenant_id = hold_context.tenant and '),
  changed(
    'a hold is ended long after',
    HOLD,
    "r.renewed_at > clock_timestamp() - interval '15 minutes'",
    'true',
  ),
  changed('a hold is ended for a day', HOLD, "interval '60 seconds'", "interval '1 day'"),
  changed(
    'a hold’s context reads folders',
    'tenancy.readable_folders()',
    "not in ('platform', 'hold')",
    "not in ('platform')",
  ),
  open('membership', 'membership_read'),
  open('user_group', 'user_group_read'),
  open('job', 'job_read'),
  open('reservation', 'reservation_all'),
  open('conversation', 'conversation_held'),
  open('message', 'message_held'),
  open('conversation', 'conversation_export'),
  open('message', 'message_export'),
  open('document', 'document_reseal_read'),
  open('message', 'message_reseal_read'),
  changed(
    'anybody of the platform places',
    'tenancy.place_first(uuid,text,timestamptz)',
    NO_OPERATOR,
    'false',
  ),
  changed(
    'anybody of the platform gives accounts',
    'tenancy.set_model_account(uuid,bytea,bytea,text,timestamptz)',
    NO_OPERATOR,
    'false',
  ),
  changed(
    'anybody of the platform gives clusters',
    'tenancy.set_vector_endpoint(uuid,bytea,text,timestamptz)',
    NO_OPERATOR,
    'false',
  ),
  changed(
    'anybody of the platform makes canaries',
    'tenancy.become_canary(uuid)',
    NO_OPERATOR,
    'false',
  ),
  changed(
    'placements without the signature',
    PLACEMENT,
    'if expected is distinct from part[7] then return null; end if;',
  ),
  changed(
    'placements after the expiry',
    PLACEMENT,
    'if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;',
  ),
  changed('commands by anybody', COMMAND, " and u.platform_role = 'operator'"),
];
