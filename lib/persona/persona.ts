import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { detectInjection } from '@/lib/untrusted/detect-injection';
import { INJECTION_WORDS } from '@/lib/untrusted/schema';
import type { PersonaView } from './schema';

interface PersonaRow {
  tenant_id: string;
  id: string;
  version: number;
  text_sealed: Buffer | null;
  created_at: Date;
}

const place = (id: string) => ({ table: 'persona', row: id, column: 'text' });

/** The persona in force. */
export async function readPersona(ctx: TenantContext): Promise<PersonaView> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<PersonaRow>(
      `select tenant_id, id, version, text_sealed, created_at from persona
       where tenant_id = :tenant order by version desc limit 1`,
    ),
  );
  if (!row) return { text: '', version: 0, changedAt: null };
  return {
    text: row.text_sealed ? tenantKeys(ctx).openText(place(row.id), row.text_sealed) : '',
    version: row.version,
    changedAt: row.created_at.toISOString(),
  };
}

/**
 * Puts a new version in force; an empty text ends the persona. `invalid_input` for one that reads like an
 * attempt to drop the platform's rules: it could not, and its author should know.
 * `conflict` when two save at once.
 */
export async function savePersona(ctx: TenantContext, text: string): Promise<void> {
  authorize(ctx, 'persona:edit');
  const [kind] = detectInjection(text);
  if (kind)
    throw new AppError(
      'invalid_input',
      `This does not describe a tone or a role: ${lowerFirst(INJECTION_WORDS[kind])}.`,
    );
  const id = newId();
  try {
    await store(ctx, id, text);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'Somebody else changed it meanwhile. Reload to see it.', {
      cause: error,
    });
  }
}

async function store(ctx: TenantContext, id: string, text: string): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into persona (tenant_id, id, version, text_sealed, author_id, created_at)
       select :tenant, $1, coalesce(max(p.version), 0) + 1, $2, $3, $4 from persona p where p.tenant_id = :tenant`,
      [id, text === '' ? null : tenantKeys(ctx).seal(place(id), text), ctx.principal.id, now()],
    );
    await recordAudit(ctx, sql, {
      action: 'persona.change',
      objectKind: 'policy',
      objectId: id,
      detail: { characters: text.length },
    });
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
