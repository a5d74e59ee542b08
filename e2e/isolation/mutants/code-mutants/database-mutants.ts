import type { CodeMutant } from '../code-mutant';

const MODEL = 'lib/db/tenant-model.ts';
const SQL = 'lib/db/tenant-sql.ts';
const ASSERTION = 'lib/db/assert-tenant.ts';

export const DATABASE_MUTANTS: readonly CodeMutant[] = [
  {
    file: 'lib/locks/assertion.ts',
    find: 'return found === tenantId;',
    replace: 'return true;',
    why: 'every tenant is one’s own',
  },
  {
    file: 'lib/locks/assertion.ts',
    find: 'return found === tenantId;',
    replace: 'return tenantId.startsWith(found);',
    why: 'the beginning of a tenant is enough',
  },
  {
    file: ASSERTION,
    find: 'throw new TenantMismatch(where);',
    replace: '',
    why: 'a mismatch is reported and goes on',
  },
  {
    file: 'lib/locks/handle.ts',
    find: 'return bound === text ? undefined : bound;',
    replace: 'return bound;',
    why: 'statements need not name the tenant',
  },
  {
    file: 'lib/locks/handle.ts',
    find: 'return { tenantId };',
    replace: 'return {};',
    why: 'filters are not scoped',
  },
  {
    file: SQL,
    find: "if (bound === undefined) throw new TypeError('A tenant statement must name :tenant.');",
    replace: 'if (bound === undefined) return text;',
    why: 'statements without a tenant run',
  },
  {
    file: SQL,
    find: "if ('tenant_id' in row) assertTenant(ctx, String(row.tenant_id), 'the database');",
    replace: '',
    why: 'rows are not compared',
  },
  {
    file: SQL,
    find: "if ('tenant_id' in row) assertTenant(ctx, String(row.tenant_id), 'the database');",
    replace:
      "if ('tenant_id' in row) { assertTenant(ctx, String(row.tenant_id), 'the database'); break; }",
    why: 'only the first row is compared',
  },
  {
    file: SQL,
    find: 'assertTenantContext(ctx);\n  const token',
    replace: 'const token',
    why: 'statements run without a proof',
  },
  {
    file: SQL,
    find: '[...params, ctx.tenantId]',
    replace: '[ctx.tenantId, ...params]',
    why: 'a caller’s parameter is bound as the tenant',
  },
  {
    file: 'lib/db/tenant-models.ts',
    find: 'assertTenantContext(ctx);\n',
    replace: '',
    why: 'models run without a proof',
  },
  {
    file: 'lib/db/tenant-models.ts',
    find: 'tenancy.enter(${token})',
    replace: "set_config('tenancy.context', ${token}, false)",
    why: 'the models’ context stays on the connection',
  },
  {
    file: MODEL,
    find: '{ AND: [scopeFilter(tenantId), given?.where ?? {}] }',
    replace: '{ ...scopeFilter(tenantId), ...given?.where }',
    why: 'a caller’s filter can take the tenant’s place',
  },
  {
    file: MODEL,
    find: '{ AND: [scopeFilter(tenantId), given?.where ?? {}] }',
    replace: '{ OR: [scopeFilter(tenantId), given?.where ?? {}] }',
    why: 'the tenant is one way in among others',
  },
  {
    file: MODEL,
    find: '({ ...row, tenantId })',
    replace: '({ tenantId, ...row })',
    why: 'a caller’s row says whose it is',
  },
  {
    file: MODEL,
    find: 'if (row) assertTenant(ctx, String(row.tenantId), name);',
    replace: '',
    why: 'models’ rows are not compared',
  },
  {
    file: MODEL,
    find: '(await model.findMany(find(given))).map(checked)',
    replace: 'model.findMany(find(given))',
    why: 'lists are not compared',
  },
  {
    file: MODEL,
    find: 'checked(await model.findFirst(find(given)))',
    replace: 'model.findFirst(find(given))',
    why: 'a single row is not compared',
  },
  {
    file: MODEL,
    find: 'data: withoutTenant(given.data) }',
    replace: 'data: given.data }',
    why: 'an update gives rows away',
  },
  {
    file: MODEL,
    find: 'model.count({ where: where(given) })',
    replace: 'model.count({ where: given?.where })',
    why: 'counts are over all tenants',
  },
  {
    file: MODEL,
    find: '(await model.deleteMany({ where: where(given) })).count',
    replace: '(await model.deleteMany({ where: given?.where })).count',
    why: 'deletions are over all tenants',
  },
  {
    file: MODEL,
    find: 'model.aggregate({ ...summary(given), where: where(given) })',
    replace: 'model.aggregate({ where: where(given), ...given })',
    why: 'summaries take a caller’s filter',
  },
  {
    file: MODEL,
    find: 'data: data.map(withTenant)',
    replace: 'data',
    why: 'rows added together say whose they are',
  },
  {
    file: 'lib/db/transaction.ts',
    find: 'tenancy.enter(${pg.escapeLiteral(token)})',
    replace: "set_config('tenancy.context', ${pg.escapeLiteral(token)}, false)",
    why: 'a context stays on the connection',
  },
  {
    file: 'lib/db/transaction.ts',
    find: '`BEGIN; ${enter}`',
    replace: 'enter',
    why: 'nothing begins a transaction',
  },
  {
    file: 'lib/db/transaction.ts',
    find: `"SET LOCAL tenancy.context = ''"`,
    replace: "'SELECT 1'",
    why: 'a transaction without a context takes what a session was left with',
  },
  {
    file: 'lib/db/transaction.ts',
    find: "await client.query('ROLLBACK').catch(",
    replace: "await client.query('COMMIT').catch(",
    why: 'what failed is kept',
  },
  {
    file: 'lib/db/platform-sql.ts',
    find: 'await recordEntry(sql, ctx, why);',
    replace: '',
    why: 'the platform reads unseen',
  },
  {
    file: 'lib/db/platform-sql.ts',
    find: 'assertPlatformContext(ctx);\n',
    replace: '',
    why: 'the platform’s data without a proof',
  },
];
