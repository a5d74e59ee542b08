import type { SqlMutant } from '../sql-mutant';

const DUE = 'tenancy.due_events(timestamptz,uuid[],integer)';
const EXPIRE = 'tenancy.expire_events(timestamptz,integer)';
const FORGET = 'tenancy.forget_notified()';

/** What a workspace tells its people and programs. */
export const NOTIFICATION_MUTANTS: readonly SqlMutant[] = [
  ...['notification_setting', 'webhook_endpoint', 'tenant_event', 'event_delivery'].map(
    (table) => ({
      name: `${table} read by every member`,
      sql: `alter policy ${table}_read on ${table} using (true)`,
    }),
  ),
  ...['notification_setting', 'webhook_endpoint', 'tenant_event'].map((table) => ({
    name: `${table} added to by every member`,
    sql: `alter policy ${table}_add on ${table} with check (true)`,
  })),
  {
    name: 'webhooks changed by every member',
    sql: 'alter policy webhook_endpoint_change on webhook_endpoint using (true) with check (true); alter policy webhook_endpoint_read on webhook_endpoint using (true)',
  },
  {
    name: 'events spread by admins',
    sql: 'alter policy tenant_event_spread on tenant_event using (true) with check (true)',
  },
  {
    name: 'events removed by admins',
    sql: 'alter policy tenant_event_end on tenant_event using (true)',
  },
  {
    name: 'deliveries removed by admins',
    sql: 'alter policy event_delivery_end on event_delivery using (true)',
  },
  {
    name: 'webhooks removed by the worker',
    sql: 'alter policy webhook_endpoint_remove on webhook_endpoint using (true)',
  },
  {
    name: 'everybody’s choices read by all',
    sql: 'alter policy notification_choice_read on notification_choice using (true)',
  },
  {
    name: 'choices made for others',
    sql: 'alter policy notification_choice_add on notification_choice with check (true)',
  },
  {
    name: 'choices of others changed',
    sql: 'alter policy notification_choice_change on notification_choice using (true) with check (true); alter policy notification_choice_read on notification_choice using (true)',
  },
  {
    name: 'what is due, to the app',
    sql: `grant execute on function ${DUE} to tenantry_app`,
  },
  {
    name: 'events expired by the app',
    sql: `grant execute on function ${EXPIRE} to tenantry_app`,
  },
  {
    name: 'events of any workspace put by the app',
    sql: 'grant execute on function tenancy.put_event(uuid, text, uuid, jsonb, timestamptz) to tenantry_app',
  },
  {
    name: 'contexts of workspaces that are erased, to deliver under',
    fn: DUE,
    find: "in ('active', 'suspended')",
    replace: 'is not null',
  },
  {
    name: 'deliveries before their time',
    fn: DUE,
    find: ' where d.next_at <= due_events.at',
    replace: ' where d.next_at is not null',
  },
  {
    name: 'one workspace worked for twice at once',
    fn: DUE,
    find: ' where x.tenant_id <> all (due_events.busy)',
    replace: '',
  },
  {
    name: 'contexts of another workspace, to deliver under',
    fn: DUE,
    find: 'tenancy.sign_context(t.id::text, t.id,',
    replace:
      "tenancy.sign_context((select o.id from public.tenant o where o.id <> t.id and o.state = 'active' limit 1)::text, t.id,",
  },
  {
    name: 'events expired before their time',
    fn: EXPIRE,
    find: 'x.at < expire_events.before',
    replace: 'true',
  },
  {
    name: 'who left one workspace forgotten in all',
    fn: FORGET,
    find: 'where e.tenant_id = old.tenant_id and',
    replace: 'where',
  },
  {
    name: 'who left one workspace told by no other',
    fn: FORGET,
    find: 'where s.tenant_id = old.tenant_id and',
    replace: 'where',
  },
  {
    name: 'who left still told',
    fn: FORGET,
    find: 'array_remove(s.people, old.user_id)',
    replace: 's.people',
  },
  {
    name: 'events about all who are still there go with who left',
    fn: FORGET,
    find: 'and e.person_id = old.user_id',
    replace: '',
  },
  {
    name: 'new admins told elsewhere',
    fn: 'tenancy.event_of_admin()',
    find: 'tenancy.put_event(new.tenant_id,',
    replace:
      'tenancy.put_event((select t.id from public.tenant t where t.id <> new.tenant_id limit 1),',
  },
  {
    name: 'a key’s name told',
    fn: 'tenancy.event_of_key()',
    find: "'keyId', new.id",
    replace: "'keyId', new.id, 'name', new.name_sealed::text",
  },
];
