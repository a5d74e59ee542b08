import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { AccountView } from './facts';
import type { SetAccount } from './schema';
import { readAccounts } from './write-journal';

/** What the general ledger calls the accounts, of files written from now on. */
export async function setAccount(ctx: PlatformContext, given: SetAccount): Promise<void> {
  authorizePlatform(ctx, 'exports:make');
  const { kind, code, name, reason } = given;
  const why = {
    action: 'export.set_account',
    reason,
    detail: { kind, code },
  };
  await withPlatform(ctx, why, (sql) =>
    sql(
      'insert into journal_account (kind, code, name, set_by, set_at) values ($1, $2, $3, $4, $5)',
      [kind, code, name, ctx.userId, now()],
    ),
  );
}

export async function listAccounts(ctx: PlatformContext): Promise<AccountView[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'export.view', reason: 'Looked at exports', fold: '5 minutes' };
  return withPlatform(ctx, why, readAccounts);
}
