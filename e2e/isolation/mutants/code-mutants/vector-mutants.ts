import type { CodeMutant } from '../code-mutant';

const GUARD = 'lib/vectors/guarded-space.ts';
const SPACE = 'lib/vectors/vector-space.ts';
const LANCE = 'lib/vectors/lance/lance-backend.ts';
const GATEWAY = 'lib/vectors/tenant-vectors.ts';
const FILTER = 'lib/vectors/qdrant/qdrant-filter.ts';

export const VECTOR_MUTANTS: readonly CodeMutant[] = [
  {
    file: GUARD,
    find: 'assertTenant(ctx, tenantId, WHERE);',
    replace: '',
    why: 'hits are not compared',
  },
  {
    file: GUARD,
    find: 'for (const row of rows) assertTenant(ctx, row.tenantId, WHERE);',
    replace: '',
    why: 'scanned rows are not compared',
  },
  {
    file: GUARD,
    find: 'folderIds?.map(checkedId);',
    replace: '',
    why: 'anything becomes part of a folder filter',
  },
  {
    file: GUARD,
    find: 'backend.removeDocument(space, checkedId(documentId))',
    replace: 'backend.removeDocument(space, documentId)',
    why: 'anything becomes part of a removal',
  },
  {
    file: GUARD,
    find: 'if (folderIds?.length === 0 || documentIds?.length === 0) return [];',
    replace: 'if (folderIds?.length === 0) folderIds = undefined;',
    why: 'no folder is every folder',
  },
  {
    file: 'lib/vectors/vector-store.ts',
    find: "if (!isId(value)) throw new TypeError('A vector store takes ids only.');",
    replace: '',
    why: 'ids need not be ids',
  },
  {
    file: SPACE,
    find: "name: name(generation === 1 ? 'vectors' : `vectors|${generation}`),",
    replace: "name: 'vectors',",
    why: 'one directory for all tenants',
  },
  {
    file: SPACE,
    find: "alias: name('vectors-alias'),",
    replace: "alias: 'vectors-alias',",
    why: 'one alias for all tenants',
  },
  {
    file: LANCE,
    find: "const keys = space.shared ? ['tenant_id', 'space', 'id'] : ['id'];",
    replace: "const keys = ['id'];",
    why: 'a row replaces another tenant’s of the same id',
  },
  {
    file: LANCE,
    find: "[`tenant_id = '${checkedId(space.owner)}'`, `space = '${space.name}'`]",
    replace: '[]',
    why: 'the shared table is everybody’s',
  },
  {
    file: LANCE,
    find: "all.join(' AND ')",
    replace: "all.join(' OR ')",
    why: 'the tenant is one way in among others',
  },
  {
    file: LANCE,
    find: 'countRows(predicate(space))',
    replace: 'countRows()',
    why: 'counts are over all tenants',
  },
  {
    file: GATEWAY,
    find: 'assertTenantContext(ctx);\n  const current',
    replace: 'const current',
    why: 'vectors without a proof of their own',
  },
  {
    file: FILTER,
    find: "if (space.shared) must.push(is('tenant_id', space.owner), is('space', space.name));",
    replace: '',
    why: 'the shared collection is everybody’s',
  },
  {
    file: FILTER,
    find: "is('tenant_id', space.owner), is('space', space.name)",
    replace: "is('space', space.name)",
    why: 'the shared collection is told apart by a name alone',
  },
  {
    file: 'lib/vectors/qdrant/qdrant-points.ts',
    find: '`${space.name}|${row.id}`',
    replace: 'row.id',
    why: 'a point replaces another tenant’s of the same id',
  },
  {
    file: 'lib/vectors/qdrant/qdrant-collections.ts',
    find: '(space.shared ? SHARED_NAME : space.name)',
    replace: 'SHARED_NAME',
    why: 'one collection for all tenants',
  },
  {
    file: 'lib/vectors/qdrant/qdrant-token.ts',
    find: 'access: [{ collection, access }]',
    replace: "access: 'r'",
    why: 'a token opens every collection',
  },
  {
    file: 'lib/vectors/qdrant/qdrant-token.ts',
    find: 'const LIFE_SECONDS = 45;',
    replace: 'const LIFE_SECONDS = 3_600;',
    why: 'a token lasts',
  },
  {
    file: 'lib/vectors/qdrant/qdrant-token.ts',
    find: "[tenantId, endpoint.url, endpoint.apiKey, collection, access].join('\\0')",
    replace: "[endpoint.url, endpoint.apiKey, access].join('\\0')",
    why: 'a cached token of another collection',
  },
];
