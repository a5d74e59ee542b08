import type { TenantSql } from '@/lib/db/tenant-sql';
import { sendsMail } from '@/lib/notify/send-mail';
import type { TenantRole } from '@/lib/tenancy/schema';
import type { EventKind } from '../schema';
import { readSettings } from '../settings';

export interface OpenEndpoint {
  id: string;
  kinds: EventKind[];
  heldUntil: Date | null;
  /** Messages that wait for it. */
  waiting: number;
}

/** Who can be told, as it is now. */
export interface Audience {
  slug: string;
  endpoints: OpenEndpoint[];
  /** Ids of who gets an e-mail about a kind; `about` is the person whom it concerns. */
  peopleFor(kind: EventKind, about: string | null): string[];
}

interface PersonRow {
  tenant_id: string;
  user_id: string;
  role: TenantRole;
  muted: EventKind[];
}

export async function readAudience(sql: TenantSql): Promise<Audience> {
  const [tenant] = await sql<{ slug: string }>('select slug from tenant where id = :tenant');
  const endpoints = await sql<{
    tenant_id: string;
    id: string;
    kinds: EventKind[];
    held_until: Date | null;
    waiting: number;
  }>(
    `select w.tenant_id, w.id, w.kinds, w.held_until, (select count(*)::integer from event_delivery d
       where d.tenant_id = :tenant and d.endpoint_id = w.id and d.next_at is not null) as waiting
     from webhook_endpoint w where w.tenant_id = :tenant and w.disabled_at is null order by w.created_at`,
  );
  const people = sendsMail() ? await readPeople(sql) : [];
  const settings = new Map((await readSettings(sql)).map((setting) => [setting.kind, setting]));
  return {
    slug: tenant?.slug ?? '',
    endpoints: endpoints.map(({ id, kinds, held_until, waiting }) => ({
      id,
      kinds,
      heldUntil: held_until,
      waiting,
    })),
    peopleFor(kind, about) {
      const setting = settings.get(kind);
      const wanted = ({ user_id, role }: PersonRow) =>
        setting?.people.includes(user_id) ||
        (setting?.admins && role !== 'member') ||
        // Whoever it is, or is not.
        (kind === 'sign_in.new_device' && user_id === about);
      return people
        .filter((person) => wanted(person) && !person.muted.includes(kind))
        .map(({ user_id }) => user_id);
    },
  };
}

function readPeople(sql: TenantSql): Promise<PersonRow[]> {
  return sql<PersonRow>(
    `select m.tenant_id, m.user_id, m.role, coalesce(c.muted, '{}') as muted from membership m
       left join notification_choice c on c.tenant_id = m.tenant_id and c.user_id = m.user_id
     where m.tenant_id = :tenant and m.accepted_at is not null`,
  );
}
