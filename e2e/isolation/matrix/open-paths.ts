import type { OpenPath } from './path';

const PRICE_BOOK = because('the price book is the platform’s and the same for all tenants');

/**
 * The closed list of what stands outside of the locks: no tenant's row is read or changed there, or only
 * what belongs to the very session that asks, before there is a proof for any tenant.
 */
export const OPEN_PATHS: Record<string, OpenPath> = {
  'page /': because('leads on and reads no table'),
  'page /paused': because('fixed words'),
  'page /sign-in': because('for people who are nobody yet'),
  'page /sign-in/second-factor': because('shows the caller’s own new secret, which no tenant has'),
  'page /sign-out': because('shows the address of the caller’s own session'),
  'page /sessions': because('the sessions of the caller’s own account, which belong to no tenant'),
  'page /workspaces': because(
    'the memberships of the session’s own person, of whatever tenant; there is no context of a tenant yet',
  ),
  'page /link/[token]': because(
    'whom a link is for, told to whoever holds its 256 random bits; there is no context of a tenant yet',
  ),
  'page /t/[tenant]/api-reference': because(
    'the description of the API, which is code; around it the shell, which is of every page',
  ),
  'page /t/[tenant]/isolation': because(
    'the placement and the dates of the keys of its own context, and figures of the installation; around it the shell',
  ),
  'page /console/tenants/new': because(
    'a form with the plans’ defaults, which are code; it asks no table',
  ),
  'page /console/health': because(
    'processes, queues and counts of the platform; nothing of it names a tenant',
  ),
  'page /finance/prices': PRICE_BOOK,
  'page /finance/prices/new': PRICE_BOOK,
  'page /finance/prices/[id]': PRICE_BOOK,
  'route GET /api/finance/prices.csv': PRICE_BOOK,
  'route GET /api/auth/[...nextauth]': because('signs people in; accounts belong to no tenant'),
  'route POST /api/auth/[...nextauth]': because('signs people in; accounts belong to no tenant'),
  'route GET /api/console/receipts/public-key': because('a public key of the installation'),
  'action lib/api-keys/actions.ts#createKeyAction': because(
    'adds a key to the workspace of its own context, and takes no id of a row',
  ),
  'action lib/identity/actions.ts#secondFactorAction': because('the caller’s own session'),
  'action lib/identity/actions.ts#signOutAction': because('the caller’s own session'),
  'action lib/identity/actions.ts#endSessionAction': because(
    'a session of the caller’s own account by its id, which belongs to no tenant',
  ),
  'action lib/identity/actions.ts#endOtherSessionsAction': because(
    'the other sessions of the caller’s own account, which belong to no tenant',
  ),
  'action lib/identity/actions.ts#firstOperatorAction': because(
    'makes a person of the platform, once, for whoever holds the link of the installation',
  ),
  'action lib/identity/actions.ts#setPasswordAction': because(
    'a password of the person whose link it is; accounts belong to no tenant',
  ),
  'action lib/identity/actions.ts#acceptInvitationAction': because(
    'the membership of the session’s own person, by a link made for that person; there is no context of a tenant yet',
  ),
  'action lib/policies/actions.ts#readManifestAction': because(
    'checks the text that it is given and reads no row',
  ),
  'table cost_anomaly': because(
    'no login of a tenant reads it, as a probe shows; finance sees it by pages that are named',
  ),
  'table cost_day': because(
    'no login of a tenant reads it, as a probe shows; finance sees it by pages that are named',
  ),
  'table cost_forecast': because(
    'no login of a tenant reads it, as a probe shows; finance sees it by pages that are named',
  ),
  'table ledger_rollup': because(
    'no login of a tenant reads it, as a probe shows; finance sees it by pages that are named',
  ),
  'table planned_spend': because(
    'no login of a tenant reads it, as a probe shows; finance sees it by pages that are named',
  ),
  'table ledger_touch': because('no login reads it: definer functions alone, as a probe shows'),
  'table fleet_rollup': because(
    'no login of a tenant reads it, as a probe shows; operators see it by pages that are named',
  ),
  'table fleet_touch': because('no login reads it: definer functions alone, as a probe shows'),
  'table policy_change_target': because(
    'no login of a tenant reads it, as a probe shows; operators see it by pages that are named',
  ),
  'table tenant_group_member': because(
    'no login of a tenant reads it, as a probe shows; operators see it by pages that are named',
  ),
  'table work_share': because(
    'no login reads or changes it: counters of whose turn it is, for definer functions alone, as a probe shows',
  ),
  'store log': because('written and never read: that no content gets there is a case of its own'),
};

const WITHOUT_CONTEXT = because(
  'has no context, and without one no row: a case of its own shows that',
);

/** Items that nobody reaches by themselves: what is in them goes out by a path that is named. */
export const OPEN_KINDS: Record<string, OpenPath> = {
  cache: because(
    'read by other paths alone, each of which is named; crossing it is a case of its own',
  ),
  command: because('starts a program of this list'),
  program: WITHOUT_CONTEXT,
  migration: WITHOUT_CONTEXT,
  login: WITHOUT_CONTEXT,
};

function because(withoutLocks: string): OpenPath {
  return { withoutLocks };
}
