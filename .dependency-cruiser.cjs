/** The direction of imports: app -> components -> lib/<feature>/{schema,actions} -> lib/<feature> -> gateways -> leaf. */
const LEAF =
  '^lib/(env|errors|log|money|csv|clock|ids|keyed-hash|localized|reader-locale|process-state|secrets|tenant-caches)\\.ts$|^lib/locks/|^lib/traffic/(breaker|bulkhead|retry-budget|tenant-breaker)\\.ts$';
const GATEWAYS = '^lib/(db|vectors|kv|objects|keys|llm)/';
const only = (name, home, packages) => ({
  name,
  comment: `${packages} is a raw client: only ${home} may hold it.`,
  severity: 'error',
  from: { pathNot: `^${home}|^e2e/|^scripts/` },
  to: { path: `node_modules/(${packages})(/|$)`, dependencyTypesNot: ['type-only'] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan-resolution',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(\\./)?(\\.next|generated)' },
    },
    {
      name: 'leaf-imports-nothing-of-ours',
      severity: 'error',
      from: { path: LEAF },
      to: { path: '^(app|components|lib|scripts|server|bench|e2e)', pathNot: LEAF },
    },
    {
      name: 'gateways-import-leaf-and-tenancy-only',
      severity: 'error',
      from: { path: GATEWAYS, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(app|components|lib)/',
        pathNot: `${LEAF}|${GATEWAYS}|^lib/tenancy/(context|context-class|minted-contexts|support-context|support-class|placement|schema)\\.ts$|^lib/budget/(reservation|minted-reservations)\\.ts$`,
      },
    },
    {
      name: 'lib-never-imports-ui',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(app|components)/' },
    },
    {
      name: 'components-see-schemas-and-actions-only',
      severity: 'error',
      from: { path: '^components/' },
      to: {
        path: '^lib/',
        pathNot:
          '^lib/[a-z/-]+/(facts|schema|actions)\\.ts$|^lib/(money|errors|csv|localized|reader-locale)\\.ts$',
      },
    },
    {
      name: 'facts-check-nothing',
      comment: 'What every page of a feature loads: without zod, or anything that may bring it.',
      severity: 'error',
      from: { path: '^lib/.*/facts\\.ts$' },
      to: {
        path: '^(app|components|lib)/|node_modules/zod',
        pathNot: '/facts\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'components-never-import-app',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^app/' },
    },
    {
      name: 'ui-knows-no-domain',
      severity: 'error',
      from: { path: '^components/(ui|charts)/' },
      to: {
        path: '^(lib/|components/(?!ui/|charts/))',
        pathNot: '^lib/(money|csv|localized|reader-locale)\\.ts$',
      },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(app|components|lib|server)', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(e2e|bench)/|\\.test\\.tsx?$' },
    },
    {
      name: 'locks-off-in-isolation-only',
      comment: 'Locks that can be taken away exist for the isolation suite and its own build.',
      severity: 'error',
      from: { pathNot: '^e2e/isolation/' },
      to: { path: '^e2e/isolation/locks-off/' },
    },
    {
      name: 'contexts-are-minted-in-tenancy-only',
      severity: 'error',
      from: { pathNot: '^lib/tenancy/' },
      to: {
        path: '^lib/tenancy/(mint-context|minted-contexts|context-class|support-class)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tenancy-knows-no-feature',
      severity: 'error',
      from: { path: '^lib/tenancy/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^lib/[a-z]+/',
        pathNot: `${GATEWAYS}|^lib/(tenancy|audit)/`,
      },
    },
    {
      name: 'holds-are-taken-in-budget-only',
      severity: 'error',
      from: { pathNot: '^lib/budget/|\\.test\\.ts$' },
      to: { path: '^lib/budget/minted-reservations\\.ts$' },
    },
    {
      name: 'owner-migrates-only',
      comment: 'Only the migration runner connects as the schema owner.',
      severity: 'error',
      from: { pathNot: '^lib/db/migrate\\.ts$|\\.test\\.ts$|^e2e/' },
      to: { path: '^lib/db/owner-connection\\.ts$' },
    },
    only('pg-in-db-only', 'lib/db/', 'pg|@prisma/client|@prisma/adapter-pg'),
    only('lancedb-in-vectors-only', 'lib/vectors/', '@lancedb/lancedb|apache-arrow'),
    {
      name: 'vector-stores-behind-their-gateway',
      comment: 'Names, filters and addresses of vector stores come from tenant-vectors.ts alone.',
      severity: 'error',
      from: { pathNot: '^lib/vectors/|^e2e/|\\.test\\.ts$' },
      to: {
        path: '^lib/vectors/((lance|qdrant|pgvector)/|vector-(space|backend)|guarded-space)|^lib/db/vector-database',
        dependencyTypesNot: ['type-only'],
      },
    },
    only('redis-in-kv-only', 'lib/kv/', 'ioredis|redis'),
    only('model-sdk-in-llm-only', 'lib/llm/', '@anthropic-ai/sdk'),
    {
      name: 'toasts-are-raised-through-one-module',
      comment:
        'What draws them comes with the first that components/ui/toast raises; others are never seen.',
      severity: 'error',
      from: { pathNot: '^components/ui/toaster\\.tsx$' },
      to: { path: 'node_modules/sonner(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|lib/db/generated)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
