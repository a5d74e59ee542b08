import type { CodeMutant } from '../code-mutant';

export const SUPPORT_CODE_MUTANTS: readonly CodeMutant[] = [
  {
    file: 'lib/tenancy/support-context.ts',
    find: ' || !mintedSupports.has(value)',
    replace: '',
    why: 'any object is a proof of support access',
  },
  {
    file: 'lib/keys/open-supported.ts',
    find: "if (!proof.holds(piece)) throw new TypeError('The grant does not show this value.');",
    replace: '',
    why: 'a grant opens any value',
  },
  {
    file: 'lib/tenancy/support-class.ts',
    find: 'this.pieces.includes(piece)',
    replace: 'this.tenantId !== ""',
    why: 'a grant shows any value',
  },
];
