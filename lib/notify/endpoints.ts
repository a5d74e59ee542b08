import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { AppError, notFound } from '@/lib/errors';
import { sealSecret } from '@/lib/identity/seal-secret';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { AddEndpoint, AddedEndpoint, EndpointView, NoticeAudience } from './schema';
import { newWebhookSecret } from './webhook-signature';

/** Whose secret it is, for the seal. */
export const endpointOwner = (id: string) => `notice_endpoint/${id}`;

interface EndpointRow {
  id: string;
  kind: AddEndpoint['kind'];
  address: string;
  only_escalations: boolean;
  created_at: Date;
  created_name: string;
  delivered: bigint;
  waiting: bigint;
  given_up: bigint;
  last_failure: string | null;
}

/** Whose notices: finance has addresses of its own. */
const audienceOf = (ctx: PlatformContext): NoticeAudience =>
  ctx.role === 'finance' ? 'finance' : 'operators';

/** Where notices go, oldest first: those of whoever asks, or of the audience that an auditor looks at. */
export async function listEndpoints(
  ctx: PlatformContext,
  audience = audienceOf(ctx),
): Promise<EndpointView[]> {
  authorizePlatform(ctx, 'notices:read');
  const why = {
    action: 'notices.view',
    reason: 'Looked at where notices go',
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const rows = await sql<EndpointRow>(
      `select e.id, e.kind, e.address, e.only_escalations, e.created_at, u.name as created_name,
         count(d.at) filter (where d.delivered_at is not null) as delivered,
         count(d.at) filter (where d.next_at is not null) as waiting,
         count(d.at) filter (where d.delivered_at is null and d.next_at is null) as given_up,
         (array_agg(d.failure order by d.at desc) filter (where d.delivered_at is null))[1] as last_failure
       from notice_endpoint e join app_user u on u.id = e.created_by
       left join lateral (select n.at, x.delivered_at, x.next_at, x.failure from notice_delivery x
         join notice n on n.id = x.notice_id where x.endpoint_id = e.id order by n.at desc limit 100) d on true
       where e.removed_at is null and e.audience = $1 group by e.id, u.name order by e.created_at, e.id`,
      [audience],
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      address: row.address,
      onlyEscalations: row.only_escalations,
      createdAt: row.created_at.toISOString(),
      createdBy: row.created_name,
      delivered: Number(row.delivered),
      waiting: Number(row.waiting),
      givenUp: Number(row.given_up),
      lastFailure: row.last_failure,
    }));
  });
}

/** Every notice from now on goes there too, or what escalates alone. `conflict` when it is there already. */
export async function addEndpoint(
  ctx: PlatformContext,
  { kind, address, onlyEscalations = false }: AddEndpoint,
): Promise<AddedEndpoint> {
  authorizePlatform(ctx, 'notices:edit');
  const id = newId();
  const secret = kind === 'webhook' ? newWebhookSecret() : null;
  const why = {
    action: 'notices.add_endpoint',
    reason: `Notices by ${kind}`,
    detail: { id, kind, onlyEscalations },
  };
  try {
    await withPlatform(ctx, why, (sql) =>
      sql(
        `insert into notice_endpoint (id, kind, address, secret, created_at, created_by, only_escalations, audience)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          kind,
          address,
          secret && sealSecret(secret, endpointOwner(id)),
          now(),
          ctx.userId,
          onlyEscalations,
          audienceOf(ctx),
        ],
      ),
    );
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'Notices go there already.');
    throw error;
  }
  return { id, secret };
}

/** What is on its way there is not tried again. */
export async function removeEndpoint(ctx: PlatformContext, id: string): Promise<void> {
  authorizePlatform(ctx, 'notices:edit');
  const why = { action: 'notices.remove_endpoint', reason: 'No notices there', detail: { id } };
  await withPlatform(ctx, why, async (sql) => {
    const removed = await sql(
      `update notice_endpoint set removed_at = $2, removed_by = $3
       where id = $1 and removed_at is null returning id`,
      [id, now(), ctx.userId],
    );
    if (removed.length === 0) throw notFound();
  });
}

/** Sends a notice that says nothing, everywhere. */
export async function sendTestNotice(ctx: PlatformContext): Promise<void> {
  authorizePlatform(ctx, 'notices:edit');
  const why = { action: 'notices.test', reason: 'Tried whether notices arrive' };
  await withPlatform(ctx, why, (sql) => sql('select tenancy.put_test_notice($1)', [now()]));
}
