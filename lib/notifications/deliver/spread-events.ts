import { clock, now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { type EventMessage, eventMessage } from '../event-message';
import type { EventKind } from '../schema';
import { sealEventBody } from '../webhook-row';
import { type Audience, type OpenEndpoint, readAudience } from './read-audience';

const AT_ONCE = 100;
/** Messages that wait for one endpoint: it is not there, and what comes after is in the portal all the same. */
const MOST_WAITING = 1_000;
/** Of what can come by the hundred, one e-mail tells. */
const GATHERED: readonly EventKind[] = ['document.failed'];
const GATHER_MS = 5 * 60_000;

interface EventRow {
  tenant_id: string;
  id: string;
  kind: EventKind;
  at: Date;
  person_id: string | null;
  facts: Record<string, unknown>;
}

/**
 * Makes the messages of what happened, sealed, and a delivery for whoever is told. What nobody is told of goes. Returns
 * how many events there were: when it is less than a hundred, there are no more.
 */
export async function spreadEvents(ctx: TenantContext): Promise<number> {
  return withTenantSql(ctx, async (sql) => {
    const events = await sql<EventRow>(
      `select tenant_id, id, kind, at, person_id, facts from tenant_event
       where tenant_id = :tenant and spread_at is null order by at, id limit $1 for update skip locked`,
      [AT_ONCE],
    );
    if (events.length === 0) return 0;
    const audience = await readAudience(sql);
    for (const event of events) {
      const told = await deliveriesOf(sql, event, audience);
      if (told) await keepEvent(ctx, sql, event, { id: ctx.tenantId, slug: audience.slug });
      else await sql('delete from tenant_event where tenant_id = :tenant and id = $1', [event.id]);
    }
    return events.length;
  });
}

async function keepEvent(
  ctx: TenantContext,
  sql: TenantSql,
  event: EventRow,
  tenant: EventMessage['tenant'],
): Promise<void> {
  const body = JSON.stringify(eventMessage(event, tenant));
  await sql(
    'update tenant_event set facts = null, body_sealed = $2, spread_at = $3 where tenant_id = :tenant and id = $1',
    [event.id, sealEventBody(ctx, event.id, body), now()],
  );
}

/** Whether anybody is told of the event by a message of its own. */
async function deliveriesOf(sql: TenantSql, event: EventRow, audience: Audience): Promise<boolean> {
  const endpoints = audience.endpoints.filter(({ kinds }) => kinds.includes(event.kind));
  for (const endpoint of endpoints) await toEndpoint(sql, event, endpoint);
  const people = audience.peopleFor(event.kind, event.person_id);
  const gathers = GATHERED.includes(event.kind);
  let mails = 0;
  for (const person of people) {
    if (gathers && (await joinsWaiting(sql, event.kind, person))) continue;
    await deliver(sql, event, {
      person,
      nextAt: new Date(clock().now() + (gathers ? GATHER_MS : 0)),
    });
    mails++;
  }
  return endpoints.length + mails > 0;
}

async function toEndpoint(sql: TenantSql, event: EventRow, endpoint: OpenEndpoint): Promise<void> {
  const full = endpoint.waiting >= MOST_WAITING;
  const at = now();
  const held = endpoint.heldUntil && endpoint.heldUntil > at ? endpoint.heldUntil : at;
  await deliver(sql, event, {
    endpoint: endpoint.id,
    nextAt: full ? null : held,
    ...(full && { failure: 'too many wait' }),
  });
  endpoint.waiting++;
}

async function deliver(
  sql: TenantSql,
  event: EventRow,
  to: { endpoint?: string; person?: string; nextAt: Date | null; failure?: string },
): Promise<void> {
  await sql(
    `insert into event_delivery (tenant_id, id, event_id, endpoint_id, user_id, created_at, next_at, failure)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7)`,
    [
      newId(),
      event.id,
      to.endpoint ?? null,
      to.person ?? null,
      now(),
      to.nextAt,
      to.failure ?? null,
    ],
  );
}

/** Whether an e-mail that was not sent yet tells the person of this one too. */
async function joinsWaiting(sql: TenantSql, kind: EventKind, person: string): Promise<boolean> {
  const joined = await sql(
    `update event_delivery d set more = d.more + 1 from tenant_event e
     where d.tenant_id = :tenant and d.user_id = $1 and d.next_at is not null and d.attempts = 0
       and e.tenant_id = d.tenant_id and e.id = d.event_id and e.kind = $2 returning d.tenant_id`,
    [person, kind],
  );
  return joined.length > 0;
}
