import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ConsoleView, SaveView, ViewPath } from './schema';

/** Of one person: more would be found by nobody. */
const MOST = 100;

/** The reader's own and those that others share, of one page, by name. */
export async function listViews(ctx: PlatformContext, path: ViewPath): Promise<ConsoleView[]> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'view.list', reason: 'Listed saved views', fold: '1 hour' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<{
      id: string;
      name: string;
      query: string;
      shared: boolean;
      owner_id: string;
      owner: string | null;
    }>(
      `select v.id, v.name, v.query, v.shared, v.owner_id, u.name as owner
       from console_view v left join app_user u on u.id = v.owner_id
       where v.path = $1 order by v.name, v.id`,
      [path],
    ),
  );
  return rows.map(({ query, owner, owner_id, ...view }) => ({
    ...view,
    href: query === '' ? path : `${path}?${query}`,
    by: owner_id === ctx.userId ? null : (owner ?? 'Somebody'),
  }));
}

/** Keeps an address under a name; returns its id. `conflict` when the person has too many. */
export async function saveView(ctx: PlatformContext, view: SaveView): Promise<string> {
  authorizePlatform(ctx, 'tenants:read');
  const id = newId();
  const why = {
    action: 'view.save',
    reason: 'Saved a view of the console',
    detail: { view: id, shared: view.shared },
  };
  await withPlatform(ctx, why, async (sql) => {
    const own = await sql('select from console_view where owner_id = $1', [ctx.userId]);
    if (own.length >= MOST)
      throw new AppError('conflict', `You have ${MOST} views. Remove one before you save another.`);
    await sql(
      `insert into console_view (id, owner_id, name, path, query, shared, created_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, ctx.userId, view.name, view.path, view.query, view.shared, now()],
    );
  });
  return id;
}

/** Removes one of the person's own; somebody else's and one that is gone stay as they are. */
export async function removeView(ctx: PlatformContext, id: string): Promise<void> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'view.remove', reason: 'Removed a saved view', detail: { view: id } };
  await withPlatform(ctx, why, (sql) =>
    sql('delete from console_view where id = $1 and owner_id = $2', [id, ctx.userId]),
  );
}
