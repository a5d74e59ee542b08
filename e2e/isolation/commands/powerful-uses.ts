import type { Sources } from './program-sources';

interface Power {
  what: string;
  pattern: RegExp;
  /** The closed list: who may, and why no tenant's row is read by it. */
  allowed: Readonly<Record<string, string>>;
}

/** Ways to reach the database that no proof stands before. */
export const POWERS: readonly Power[] = [
  {
    what: 'names the owner’s login',
    pattern: /\bownerConnection\b|owner-connection'|\bpostgres\.owner\b/,
    allowed: {
      'lib/db/owner-connection.ts':
        'gives the login to the migration runner, which a boundary rule holds',
      'lib/db/migrate.ts': 'the migration runner; forced security binds it too',
      'lib/db/start-database.ts': 'makes the login and never connects as it',
      'lib/db/provision.ts': 'makes it the owner of the empty database',
    },
  },
  {
    what: 'names the embedded superuser',
    pattern: /\bsuperuser\b/,
    allowed: {
      'lib/db/embedded/home.ts': 'keeps its password, apart from the secrets of the product',
      'lib/db/embedded/initialise.ts': 'hands its password to initdb',
      'lib/db/start-database.ts': 'makes logins, database and extension; selects from no table',
      'scripts/backup/copy-cluster.ts': 'starts and stops a physical backup; selects from no table',
      'bench/support/console/fill-store.ts':
        'fills a benchmark’s own store past triggers, and reads exact percentiles of it',
      'bench/support/console/fill-audit.ts': 'fills a benchmark’s own audit logs past triggers',
      'bench/support/finance/fill-ledger.ts': 'fills a benchmark’s own ledger past triggers',
      'bench/support/finance/exact-sums.ts': 'adds up a benchmark’s own ledger',
      'bench/finance/close-month.ts': 'backdates a benchmark’s own tenants past triggers',
      'bench/support/audit/tamper-everywhere.ts':
        'tampers with a benchmark’s own audit log, to see it found',
      'bench/support/audit/faults/fault-everywhere.ts':
        'counts transactions of a benchmark’s own database by triggers of its own',
      'bench/support/audit/faults/alert-changes.ts':
        'makes an alert of a benchmark’s own, to be acknowledged',
      'bench/support/audit/faults/due-changes.ts':
        'brings forward what a benchmark’s own database would end later',
      'bench/support/audit/faults/finance-changes.ts':
        'backdates a benchmark’s own tenant, and what finance has to decide of it',
      'bench/support/audit/faults/webhook-changes.ts':
        'makes a delivery of a benchmark’s own that failed, to be sent again',
      'bench/support/audit/faults/work-changes.ts':
        'makes work of a benchmark’s own tenant that can be ended',
      'bench/support/audit/faults/observe-changes.ts':
        'names it to make these triggers; selects from a table of its own',
      'bench/support/budget/store-watch.ts':
        'times rows of a table of its own in a benchmark’s database; selects from none',
      'bench/support/ledger/engine-calls.ts':
        'measures the bare append to a benchmark’s ledger, which no login may do; selects from none',
    },
  },
  {
    what: 'begins a transaction without a context',
    pattern: /\btransaction(?:<[^>]*>)?\(\s*[\w'"]+,\s*undefined/,
    allowed: {
      'lib/db/audit-trees.ts': 'hashes of the audit logs, to place and sign them; no entry',
      'lib/db/auth-sql.ts': 'sign-in: people and sessions; no grant on a tenant’s table',
      'lib/db/credentials.ts': 'definer functions that verify a credential before they sign',
      'lib/db/lifecycle-credentials.ts': 'definer functions that verify before they sign',
      'lib/db/fleet-credentials.ts':
        'definer functions that give contexts to fold under, or count over all tenants',
      'lib/db/event-credentials.ts': 'definer functions that verify before they sign, or count',
      'lib/db/key-holders.ts': 'a definer function that lists ids, for the keys of all tenants',
      'lib/db/key-turn.ts': 'takes a lock and reads nothing',
      'lib/db/instance-beats.ts': 'a definer function that says that a process is there',
      'lib/db/export-queue.ts':
        'definer functions that verify finance before they sign, or count; no content',
      'lib/db/notice-outbox.ts': 'definer functions that hand out notices to operators; no content',
      'lib/db/erasure-receipts.ts':
        'definer functions that begin what owners asked for and hand out receipts; no content',
      'lib/db/price-lines.ts': 'the price book, which has no tenant',
      'lib/identity/invitation-links.ts': 'a definer function that verifies session and link',
      'bench/support/tenants/installation.ts':
        'counts what a benchmark filled; security shows it none',
    },
  },
  {
    what: 'holds a raw client of the database',
    pattern: /^import (?!type\b)[^;]*from '(pg|@prisma\/client|@prisma\/adapter-pg)'/m,
    allowed: {
      'scripts/backup/copy-cluster.ts': 'speaks to PostgreSQL about the backup alone',
    },
  },
];

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const GATEWAY = 'lib/db/';

/** Files with a power that the closed lists do not give them, and entries that name nothing any more. */
export function powerfulUses(sources: Sources): { file: string; problem: string }[] {
  const found: { file: string; problem: string }[] = [];
  for (const { what, pattern, allowed } of POWERS) {
    const ofGateway = what.includes('raw client');
    const users = [...sources]
      .filter(
        ([file, text]) =>
          pattern.test(text.replace(COMMENTS, '')) && !(ofGateway && file.startsWith(GATEWAY)),
      )
      .map(([file]) => file);
    for (const file of users) {
      if (!Object.hasOwn(allowed, file)) found.push({ file, problem: what });
    }
    for (const file of Object.keys(allowed)) {
      if (!users.includes(file)) found.push({ file, problem: `is listed and no longer ${what}` });
    }
  }
  return found;
}
