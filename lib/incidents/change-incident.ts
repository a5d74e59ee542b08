import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type {
  AddEntry,
  ChangeIncident,
  IncidentEvent,
  OpenIncident,
  SendNotice,
  SetAffected,
} from './schema';

type OwnKind = Exclude<IncidentEvent['kind'], 'contained' | 'released'>;

/** Opens an incident with the first entry of its timeline. Returns its id. `invalid_input` for tenants that there are not. */
export async function openIncident(ctx: PlatformContext, input: OpenIncident): Promise<string> {
  authorizePlatform(ctx, 'incidents:edit');
  const id = newId();
  const { title, severity, text } = input;
  const tenants = [...new Set(input.tenants)];
  const why = {
    action: 'incident.open',
    reason: text,
    detail: { incident: id, severity, tenants },
  };
  await withPlatform(ctx, why, async (sql) => {
    await requireTenants(sql, tenants);
    await sql(
      `insert into incident (id, title, severity, tenants, opened_at, opened_by) values ($1, $2, $3, $4, $5, $6)`,
      [id, title, severity, tenants, now(), ctx.userId],
    );
    await addTo(ctx, sql, id, 'opened', text);
  });
  return id;
}

/** Throws `not_found`. */
export async function addNote(ctx: PlatformContext, { id, text }: AddEntry): Promise<void> {
  authorizePlatform(ctx, 'incidents:edit');
  const why = { action: 'incident.note', reason: text, detail: { incident: id } };
  await withPlatform(ctx, why, async (sql) => {
    await requireIncident(sql, id);
    await addTo(ctx, sql, id, 'note', text);
  });
}

/** Says anew whom it affects. Throws `not_found`, `conflict` once it is closed, `invalid_input` for tenants that there are not. */
export async function setAffected(ctx: PlatformContext, input: SetAffected): Promise<void> {
  authorizePlatform(ctx, 'incidents:edit');
  const { id } = input;
  const tenants = [...new Set(input.tenants)];
  const reason = `${tenants.length} ${tenants.length === 1 ? 'tenant is' : 'tenants are'} affected`;
  const why = { action: 'incident.affected', reason, detail: { incident: id, tenants } };
  await withPlatform(ctx, why, async (sql) => {
    const before = await requireIncident(sql, id);
    const open = await sql(
      'select id from incident where id = $1 and closed_at is null for update',
      [id],
    );
    if (open.length === 0)
      throw new AppError('conflict', 'The incident is closed. Open it again first.');
    await requireTenants(
      sql,
      tenants.filter((tenant) => !before.includes(tenant)),
    );
    await sql('update incident set tenants = $2 where id = $1', [id, tenants]);
    await addTo(ctx, sql, id, 'affected', `${reason}.`);
  });
}

/**
 * Tells every affected tenant: its portal, its log and, by e-mail and webhook, whoever hears of incidents. Returns how many.
 * Throws `not_found`, `conflict` where nobody is affected.
 */
export async function sendNotice(ctx: PlatformContext, input: SendNotice): Promise<number> {
  authorizePlatform(ctx, 'incidents:edit');
  const { id, title, text } = input;
  const why = { action: 'incident.notice', reason: title, detail: { incident: id } };
  const tell = withPlatform(ctx, why, async (sql) => {
    // A second press waits here for the first, and then finds what it told.
    await sql('select id from incident where id = $1 for update', [id]);
    await requireIncident(sql, id);
    const tenants = await sql<{ id: string; told: boolean }>(
      `select t.id, exists (select from incident_notice n where n.tenant_id = t.id and n.incident_id = i.id
         and n.title = $2 and n.text = $3) as told from incident i join tenant t on t.id = any (i.tenants) and t.state in ('active', 'suspended')
       where i.id = $1 order by t.id`,
      [id, title, text],
    );
    if (tenants.length === 0)
      throw new AppError('conflict', 'Nobody is affected yet. Name the tenants first.');
    const untold = tenants.filter(({ told }) => !told);
    for (const { id: tenantId } of untold) {
      const notice = newId();
      await sql(
        `insert into incident_notice (tenant_id, id, incident_id, at, title, text, sent_by)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [tenantId, notice, id, now(), title, text, ctx.userId],
      );
      await recordOperatorChange(ctx, sql, {
        tenantId,
        action: 'incident.notice',
        objectKind: 'tenant',
        objectId: notice,
        detail: { incident: id },
      });
    }
    const count = untold.length;
    if (count === 0) throw new AlreadyTold(String(tenants.length));
    const whom = `${count} ${count === 1 ? 'tenant' : 'tenants'}`;
    await addTo(ctx, sql, id, 'notice', `Told ${whom}: ${title}\n${text}`);
    return count;
  });
  return tell.catch((error) => {
    if (error instanceof AlreadyTold) return Number(error.message);
    throw error;
  });
}

/** All of so many. Takes the transaction back, its audit entry with it. */
class AlreadyTold extends Error {}

/** Closes an incident, or opens it again. Throws `not_found`, `conflict` when it is so already. */
export async function changeIncident(ctx: PlatformContext, input: ChangeIncident): Promise<void> {
  authorizePlatform(ctx, 'incidents:edit');
  const { id, to, text } = input;
  const closes = to === 'closed';
  const action = closes ? 'incident.close' : 'incident.reopen';
  await withPlatform(ctx, { action, reason: text, detail: { incident: id } }, async (sql) => {
    await requireIncident(sql, id);
    const changed = await sql(
      `update incident set closed_at = $2, closed_by = $3 where id = $1 and (closed_at is null) = $4 returning id`,
      [id, closes ? now() : null, closes ? ctx.userId : null, closes],
    );
    if (changed.length === 0)
      throw new AppError('conflict', 'Somebody was first. Reload to see what it is now.');
    await addTo(ctx, sql, id, closes ? 'closed' : 'reopened', text);
  });
}

/** Whom it affects. Throws `not_found`. */
async function requireIncident(sql: PlatformSql, id: string): Promise<string[]> {
  const [row] = await sql<{ tenants: string[] }>('select tenants from incident where id = $1', [
    id,
  ]);
  if (!row) throw notFound();
  return row.tenants;
}

async function requireTenants(sql: PlatformSql, tenants: readonly string[]): Promise<void> {
  const known = await sql('select id from tenant where id = any ($1::uuid[])', [tenants]);
  if (known.length !== tenants.length)
    throw new AppError('invalid_input', 'One of the tenants is not there any more.');
}

async function addTo(
  ctx: PlatformContext,
  sql: PlatformSql,
  incident: string,
  kind: OwnKind,
  text: string,
): Promise<void> {
  await sql(
    'insert into incident_entry (incident_id, id, at, kind, text, by_id) values ($1, $2, $3, $4, $5, $6)',
    [incident, newId(), now(), kind, text, ctx.userId],
  );
}
