import type { CodeMutant } from '../code-mutant';

export const PROOF_MUTANTS: readonly CodeMutant[] = [
  {
    file: 'lib/tenancy/context.ts',
    find: "mintedContexts.has(value) && 'tenantId' in value",
    replace: "'tenantId' in value",
    why: 'any object with a tenant is a proof',
  },
  {
    file: 'lib/tenancy/context.ts',
    find: "mintedContexts.has(value) && 'tenantId' in value",
    replace: 'mintedContexts.has(value)',
    why: 'a platform’s proof is a tenant’s',
  },
  {
    file: 'lib/tenancy/context.ts',
    find: "mintedContexts.has(value) &&\n    !('tenantId' in value)",
    replace: "!('tenantId' in value)",
    why: 'any object without a tenant is a platform’s proof',
  },
  {
    file: 'lib/tenancy/context.ts',
    find: "mintedContexts.has(value) &&\n    !('tenantId' in value)",
    replace: 'mintedContexts.has(value)',
    why: 'a tenant’s proof is a platform’s',
  },
  {
    file: 'lib/tenancy/context.ts',
    find: "if (!isTenantContext(value)) throw new TypeError('A verified tenant context is required.');",
    replace: '',
    why: 'gateways ask for no proof',
  },
  {
    file: 'lib/tenancy/context.ts',
    find: "if (!isPlatformContext(value)) throw new TypeError('A verified platform context is required.');",
    replace: '',
    why: 'the platform’s gateway asks for no proof',
  },
  {
    file: 'lib/tenancy/context-class.ts',
    find: 'performance.now() > RENEW_BEFORE_MS\n    ? signed\n    : renew();',
    replace: 'performance.now() > Number.NEGATIVE_INFINITY\n    ? signed\n    : renew();',
    why: 'a context is never verified again',
  },
  {
    file: 'lib/tenancy/context-class.ts',
    find: 'const RENEW_BEFORE_MS = 15_000;',
    replace: 'const RENEW_BEFORE_MS = 0;',
    why: 'a context is used to its last moment',
  },
  {
    file: 'lib/tenancy/verify-session.ts',
    find: "if (!sessionToken) throw new AppError('unauthenticated', 'Sign in to go on.');",
    replace: 'sessionToken ??= "";',
    why: 'nobody is somebody',
  },
  {
    file: 'lib/tenancy/verify-session.ts',
    find: 'if (!SLUG.test(slug)) throw notFound();\n  const tokenHash = hashSecret(sessionToken);\n  const row = await mintTenant(tokenHash, slug);\n  if (!row) throw notFound();',
    replace:
      "const tokenHash = hashSecret(sessionToken);\n  const row = await mintTenant(tokenHash, slug);\n  if (!row) throw new AppError('forbidden', 'Not yours.');",
    why: 'a foreign workspace is told from an absent one',
  },
  {
    file: 'lib/tenancy/verify-session.ts',
    find: 'if (minted.context === null || !minted.placement) {',
    replace: 'if (false) {',
    why: 'a suspended tenant is let in',
  },
  {
    file: 'lib/tenancy/verify-session.ts',
    find: '...workspaceFacts({ ...row, slug }),',
    replace: '...workspaceFacts({ ...row, slug, tenant_id: row.user_id }),',
    why: 'the proof names another tenant than the database signed for',
  },
  {
    file: 'lib/tenancy/verify-session.ts',
    find: 'role: row.role as TenantRole,',
    replace: "role: 'owner' as TenantRole,",
    why: 'a member is an owner',
  },
  {
    file: 'lib/tenancy/policy.ts',
    find: '`${ctx.tenantId}/${ctx.policyVersion}`',
    replace: '`/${ctx.policyVersion}`',
    why: 'a cache key without the tenant',
  },
  {
    file: 'lib/chat/assemble.ts',
    find: "for (const passage of found) assertTenant(ctx, passage.tenantId, 'prompt assembly');",
    replace: '',
    why: 'prompts take passages of anybody',
  },
];
