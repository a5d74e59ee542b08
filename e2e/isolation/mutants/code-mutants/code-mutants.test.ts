import { expect, it } from 'vitest';
import { staleMutants } from '../code-mutant';
import { CODE_MUTANTS } from './code-mutants';

it('change what is in the files', () => {
  expect(staleMutants(CODE_MUTANTS)).toEqual([]);
});

it('fail when the text is gone', () => {
  const gone = {
    file: 'lib/locks/assertion.ts',
    find: 'of an earlier version',
    replace: '',
    why: 'x',
  };
  expect(staleMutants([gone])[0]).toContain('no longer contains');
});
