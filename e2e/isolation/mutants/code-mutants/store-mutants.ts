import type { CodeMutant } from '../code-mutant';

const KEYS = 'lib/keys/tenant-keys.ts';
const ENVELOPE = 'lib/keys/envelope.ts';
const OBJECTS = 'lib/objects/tenant-objects.ts';
const AAD = '`${tenant}|${place.table}|${place.row}|${place.column}`';

export const STORE_MUTANTS: readonly CodeMutant[] = [
  {
    file: KEYS,
    find: AAD,
    replace: '`${tenant}|${place.table}|${place.column}`',
    why: 'a value opens in another row',
  },
  {
    file: KEYS,
    find: AAD,
    replace: '`${tenant}|${place.table}|${place.row}`',
    why: 'a value opens in another column',
  },
  {
    file: KEYS,
    find: AAD,
    replace: '`${tenant}|${place.row}|${place.column}`',
    why: 'a value opens in another table',
  },
  {
    file: KEYS,
    find: "createHmac('sha256', keyRing(tenant).lexical)",
    replace: "createHmac('sha256', 'lexical')",
    why: 'terms can be compared between tenants',
  },
  {
    file: KEYS,
    find: "createHmac('sha256', keyRing(tenant).mac)",
    replace: "createHmac('sha256', 'mac')",
    why: 'content can be compared between tenants',
  },
  { file: KEYS, find: 'assertTenantContext(ctx);\n', replace: '', why: 'keys without a proof' },
  {
    file: ENVELOPE,
    find: 'const nonce = randomBytes(NONCE);',
    replace: 'const nonce = Buffer.alloc(NONCE);',
    why: 'equal values look equal',
  },
  {
    file: ENVELOPE,
    find: 'decipher.update(sealed.subarray(HEADER + NONCE + TAG)), decipher.final()',
    replace: 'decipher.update(sealed.subarray(HEADER + NONCE + TAG))',
    why: 'nothing is authenticated',
  },
  {
    file: 'lib/keys/key-rings.ts',
    find: 'const held = rings.get(tenant);\n  const now',
    replace: 'const held = [...rings.values()][0] ?? rings.get(tenant);\n  const now',
    why: 'the keys of whoever came first',
  },
  {
    file: 'lib/keys/namespace-name.ts',
    find: '`namespace|${purpose}|${tenantId}`',
    replace: "`namespace|${purpose}|${purpose === 'key' ? tenantId : ''}`",
    why: 'one namespace for all tenants',
  },
  {
    file: 'lib/keys/namespace-name.ts',
    find: '`namespace|${purpose}|${tenantId}`',
    replace: "`namespace|${purpose === 'key' ? purpose : ''}|${tenantId}`",
    why: 'one name in all stores',
  },
  {
    file: 'lib/keys/erased-tenants.ts',
    find: "if (isErased(tenantId)) throw new AppError('cancelled', 'This workspace is erased.');",
    replace: '',
    why: 'an erased tenant is written to',
  },
  {
    file: OBJECTS,
    find: "if (!isId(id)) throw new TypeError('An object id is a UUID.');",
    replace: '',
    why: 'a path reaches an object',
  },
  {
    file: OBJECTS,
    find: 'keys.seal(place(kind, id), bytes)',
    replace: 'bytes',
    why: 'objects lie there as they are',
  },
  {
    file: 'lib/objects/receive-draft.ts',
    find: 'sealing.update(piece)',
    replace: 'piece',
    why: 'uploads lie there as they arrive',
  },
  {
    file: OBJECTS,
    find: "dataPath('objects', keys.namespace('objects'))",
    replace: "dataPath('objects')",
    why: 'one directory for all tenants',
  },
  {
    file: OBJECTS,
    find: "({ table: 'object', row: id, column: kind })",
    replace: "({ table: 'object', row: '', column: kind })",
    why: 'an object opens under another id',
  },
  {
    file: OBJECTS,
    find: "import { refuseErased } from '@/lib/keys/erased-tenants';",
    replace: 'const refuseErased = (_: string) => undefined;',
    why: 'objects of an erased tenant are written',
  },
  {
    file: 'lib/objects/erase-objects.ts',
    find: 'assertTenantContext(ctx);\n',
    replace: '',
    why: 'objects are erased without a proof',
  },
  {
    file: 'lib/kv/tenant-kv.ts',
    find: "const name = `${tenantKeys(ctx).namespace('kv')}:admission`;",
    replace: 'const name = `admission`;',
    why: 'one quota for all tenants',
  },
  {
    file: 'lib/kv/subject-state.ts',
    find: 'if (total <= left) return undefined;',
    replace: 'if (total <= left + 1) return undefined;',
    why: 'one more than the limit',
  },
];
