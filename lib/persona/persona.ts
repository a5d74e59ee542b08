import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { NO_RULES, type Rules, rulesSchema } from '@/lib/guardrails/schema';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { NO_SETUP, type Setup, setupSchema } from '@/lib/tools/schema';
import { detectInjection } from '@/lib/untrusted/detect-injection';
import { INJECTION_WORDS } from '@/lib/untrusted/schema';
import type { PersonaVersion, PersonaView } from './schema';

interface PersonaRow {
  tenant_id: string;
  id: string;
  version: number;
  text_sealed: Buffer | null;
  rules_sealed: Buffer | null;
  setup_sealed: Buffer | null;
  created_at: Date;
}

type SealedPart = 'text' | 'rules' | 'setup';
const place = (id: string, column: SealedPart) => ({ table: 'persona', row: id, column });
const SHOWN = 50;
const COLUMNS =
  'p.tenant_id, p.id, p.version, p.text_sealed, p.rules_sealed, p.setup_sealed, p.created_at';

/** What is in force. */
export function readPersona(ctx: TenantContext): Promise<PersonaView> {
  return withTenantSql(ctx, (sql) => personaIn(ctx, sql));
}

async function personaIn(ctx: TenantContext, sql: TenantSql): Promise<PersonaView> {
  const [row] = await sql<PersonaRow>(
    `select ${COLUMNS} from persona p where p.tenant_id = :tenant order by p.version desc limit 1`,
  );
  if (!row) return { text: '', version: 0, changedAt: null, rules: NO_RULES, setup: NO_SETUP };
  return { ...opened(ctx, row), version: row.version, changedAt: row.created_at.toISOString() };
}

/** What was in force, the latest first and it alone still so. Throws `forbidden`. */
export async function listPersonaVersions(ctx: TenantContext): Promise<PersonaVersion[]> {
  authorize(ctx, 'persona:edit');
  return versions(ctx, SHOWN);
}

/** Every version, the latest first, for the workspace's own archive. */
export function exportPersonaVersions(ctx: TenantContext): Promise<PersonaVersion[]> {
  return versions(ctx, null);
}

async function versions(ctx: TenantContext, most: number | null): Promise<PersonaVersion[]> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<PersonaRow & { author: string | null }>(
      `select ${COLUMNS}, u.name as author from persona p left join app_user u on u.id = p.author_id
       where p.tenant_id = :tenant order by p.version desc limit $1`,
      [most],
    ),
  );
  return rows.map((row) => ({
    ...opened(ctx, row),
    id: row.id,
    version: row.version,
    author: row.author ?? 'A former member',
    at: row.created_at.toISOString(),
  }));
}

/**
 * Puts a new version in force; an empty text ends the persona, the rules stay. `invalid_input` for one that reads like an
 * attempt to drop the platform's rules: it could not, and its author should know. `conflict` when two save at once.
 */
export async function savePersona(ctx: TenantContext, text: string): Promise<void> {
  authorize(ctx, 'persona:edit');
  const [kind] = detectInjection(text);
  if (kind)
    throw new AppError(
      'invalid_input',
      `This does not describe a tone or a role: ${lowerFirst(INJECTION_WORDS[kind])}.`,
    );
  await change(ctx, 'persona.change', async ({ rules, setup }) => ({ text, rules, setup }));
}

/** Puts other rules in force, with a new version; the persona stays. Throws `forbidden` and `conflict`. */
export async function saveRules(ctx: TenantContext, rules: Rules): Promise<void> {
  authorize(ctx, 'persona:edit');
  await change(ctx, 'guardrails.change', async ({ text, setup }) => ({ text, rules, setup }));
}

/**
 * Puts another name, other models or other tools in force, with a new version; `beside` is done in its transaction.
 * Throws `forbidden`, `conflict`, and what `next` throws.
 */
export async function saveSetup(
  ctx: TenantContext,
  action: `assistant.${string}`,
  next: (current: Setup) => Setup,
  beside?: (sql: TenantSql) => Promise<void>,
): Promise<void> {
  authorize(ctx, 'persona:edit');
  await change(ctx, action, async ({ text, rules, setup }, sql) => {
    await beside?.(sql);
    return { text, rules, setup: next(setup) };
  });
}

/** Puts persona, rules and setup of an earlier version in force again, as a new one. Throws `not_found`, `forbidden`, `conflict`. */
export async function restorePersona(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'persona:edit');
  await change(ctx, 'persona.restore', async (_, sql) => {
    const [row] = await sql<PersonaRow>(
      `select ${COLUMNS} from persona p where p.tenant_id = :tenant and p.id = $1`,
      [id],
    );
    if (!row) throw notFound();
    return opened(ctx, row);
  });
}

interface Contents {
  text: string;
  rules: Rules;
  setup: Setup;
}

async function change(
  ctx: TenantContext,
  action: string,
  next: (current: PersonaView, sql: TenantSql) => Promise<Contents>,
): Promise<void> {
  try {
    await withTenantSql(ctx, async (sql) => {
      const current = await personaIn(ctx, sql);
      const contents = await next(current, sql);
      await store(ctx, sql, { action, version: current.version + 1, contents });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'Somebody else changed it meanwhile. Reload to see it.', {
      cause: error,
    });
  }
}

async function store(
  ctx: TenantContext,
  sql: TenantSql,
  { action, version, contents }: { action: string; version: number; contents: Contents },
): Promise<void> {
  const { text, rules, setup } = contents;
  const id = newId();
  const seal = (column: SealedPart, words: string) =>
    tenantKeys(ctx).seal(place(id, column), words);
  await sql(
    `insert into persona (tenant_id, id, version, text_sealed, rules_sealed, setup_sealed, author_id, created_at)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      version,
      text === '' ? null : seal('text', text),
      seal('rules', JSON.stringify(rules)),
      seal('setup', JSON.stringify(setup)),
      ctx.principal.id,
      now(),
    ],
  );
  await recordAudit(ctx, sql, {
    action,
    objectKind: 'policy',
    objectId: id,
    detail: { version, characters: text.length },
  });
}

function opened(
  ctx: TenantContext,
  { id, text_sealed, rules_sealed, setup_sealed }: PersonaRow,
): Contents {
  const open = (column: SealedPart, sealed: Buffer) =>
    tenantKeys(ctx).openText(place(id, column), sealed);
  return {
    text: text_sealed ? open('text', text_sealed) : '',
    rules: rules_sealed ? rulesSchema.parse(JSON.parse(open('rules', rules_sealed))) : NO_RULES,
    setup: setup_sealed ? setupSchema.parse(JSON.parse(open('setup', setup_sealed))) : NO_SETUP,
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
