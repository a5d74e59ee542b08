import { recordAudit } from '@/lib/audit/record';
import { clock, now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { readPersona } from '@/lib/persona/persona';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { callHttp } from './http-tool';
import { inputProblem } from './input/schema';
import type { Tried, TryTool } from './schema';

const SHOWN = 4_000;

/**
 * Calls a tool as it stands in the editor, once, under the same guard as an answer's call. Nothing is kept but the audit
 * entry. Throws `forbidden`, `rate_limited`, and `invalid_input` for an input that the schema does not take.
 */
export async function tryTool(
  ctx: TenantContext,
  { tool, secret, input }: TryTool,
): Promise<Tried> {
  authorize(ctx, 'persona:edit');
  const [{ setup }, policy] = await Promise.all([readPersona(ctx), policyOf(ctx)]);
  if (!policy.tools.includes('http'))
    throw new AppError('forbidden', 'Your plan does not include tools of your own.');
  const given = parsed(input);
  const problem = inputProblem(tool.input, given);
  if (problem) throw new AppError('invalid_input', `This cannot be called so: ${problem}.`);
  await assertNotTooOften(ctx);
  const startMs = clock().now();
  const output = await callHttp(ctx, tool, {
    input: given as Record<string, unknown>,
    hosts: setup.hosts,
    signal: new AbortController().signal,
    secret,
  });
  const ms = clock().now() - startMs;
  await withTenantSql(ctx, (sql) =>
    recordAudit(ctx, sql, {
      action: 'tool.try',
      objectKind: 'tool',
      objectId: tool.id,
      outcome: output.failed ? 'error' : 'ok',
      detail: { ms, method: tool.method },
    }),
  );
  return { state: output.failed ? 'failed' : 'ok', result: output.text.slice(0, SHOWN), ms };
}

const TRIES_A_MINUTE = 20;

/** By the audit log, which has an entry of each try. */
async function assertNotTooOften(ctx: TenantContext): Promise<void> {
  const since = new Date(now().getTime() - 60_000);
  const rows = await withTenantSql(ctx, (sql) =>
    sql(
      `select tenant_id from audit_entry where tenant_id = :tenant and at > $1 and action = 'tool.try' limit ${TRIES_A_MINUTE}`,
      [since],
    ),
  );
  if (rows.length >= TRIES_A_MINUTE)
    throw new AppError('rate_limited', 'Too many tries within a minute. Wait a moment.', {
      retryAfter: 60,
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('invalid_input', 'The input is not JSON.');
  }
}
