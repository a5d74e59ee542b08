import { clock, now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { sealSecret } from '@/lib/identity/seal-secret';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { dayOf } from '../schema';
import type { TargetView } from './facts';
import { type AddTarget, type Place, placeSchema, type RemoveTarget } from './schema';

/** Whose secret it is, for the seal. */
export const targetOwner = (id: string) => `export_target/${id}`;

/** From the span that runs now on, its file is brought there when it is over. Returns the target's id. */
export async function addTarget(ctx: PlatformContext, given: AddTarget): Promise<string> {
  authorizePlatform(ctx, 'exports:make');
  const { name, dataset, format, tenantId, cadence, place } = given;
  const id = newId();
  const secret = place.kind === 's3' ? sealSecret(place.secret, targetOwner(id)) : null;
  const kept = placeSchema.parse(place);
  const why = {
    action: 'export.add_target',
    reason: `Files each ${cadence === 'daily' ? 'day' : 'month'}`,
    tenantId,
    detail: { id, dataset, format, cadence, place: wordsOf(kept) },
  };
  await withPlatform(ctx, why, (sql) =>
    sql(
      `insert into export_target (id, name, kind, place, secret, dataset, format, subject_tenant, cadence, next_from,
         created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        name,
        kept.kind,
        JSON.stringify(kept),
        secret,
        dataset,
        format,
        tenantId ?? null,
        cadence,
        firstDay(cadence),
        now(),
        ctx.userId,
      ],
    ),
  );
  return id;
}

/** Nothing more is brought there; what waits for it ends. */
export async function removeTarget(
  ctx: PlatformContext,
  { id, reason }: RemoveTarget,
): Promise<void> {
  authorizePlatform(ctx, 'exports:make');
  const why = { action: 'export.remove_target', reason, detail: { id } };
  await withPlatform(ctx, why, async (sql) => {
    const removed = await sql(
      'update export_target set removed_at = $2, removed_by = $3 where id = $1 and removed_at is null returning id',
      [id, now(), ctx.userId],
    );
    if (removed.length === 0) throw notFound();
  });
}

export async function listTargets(ctx: PlatformContext): Promise<TargetView[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'export.view', reason: 'Looked at exports', fold: '5 minutes' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<Omit<TargetView, 'place'> & { place: Place }>(
      `select e.id, e.name, e.kind, e.place, e.dataset, e.format, coalesce(t.name, e.subject_tenant::text) as tenant,
         e.cadence, to_char(e.next_from, 'YYYY-MM-DD') as "nextFrom", coalesce(u.name, 'Someone who is gone') as "createdBy"
       from export_target e left join app_user u on u.id = e.created_by left join tenant t on t.id = e.subject_tenant
       where e.removed_at is null order by e.created_at, e.id`,
    ),
  );
  return rows.map((row) => ({ ...row, place: wordsOf(row.place) }));
}

function wordsOf(place: Place): string {
  if (place.kind === 'directory') return `Folder ${place.folder}`;
  return `${new URL(place.endpoint).host}/${place.bucket}/${place.prefix}`;
}

/** Of the day or month that runs now, in UTC. */
function firstDay(cadence: AddTarget['cadence']): string {
  const today = dayOf(clock().now());
  return cadence === 'daily' ? today : `${today.slice(0, 7)}-01`;
}
