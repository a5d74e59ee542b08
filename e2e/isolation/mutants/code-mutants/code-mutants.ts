import type { CodeMutant } from '../code-mutant';
import { DATABASE_MUTANTS } from './database-mutants';
import { PROOF_MUTANTS } from './proof-mutants';
import { STORE_MUTANTS } from './store-mutants';
import { SUPPORT_CODE_MUTANTS } from './support-mutants';
import { TOOL_MUTANTS } from './tool-mutants';
import { VECTOR_MUTANTS } from './vector-mutants';

export const CODE_MUTANTS: readonly CodeMutant[] = [
  ...PROOF_MUTANTS,
  ...DATABASE_MUTANTS,
  ...STORE_MUTANTS,
  ...SUPPORT_CODE_MUTANTS,
  ...TOOL_MUTANTS,
  ...VECTOR_MUTANTS,
];
