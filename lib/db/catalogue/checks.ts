import type { CatalogueCheck } from './check';
import { FUNCTION_CHECKS } from './function-checks';
import { ROLE_CHECKS } from './role-checks';
import { TABLE_CHECKS } from './table-checks';

/** Everything that the catalogue of a migrated database is asked. */
export const CATALOGUE_CHECKS: readonly CatalogueCheck[] = [
  ...TABLE_CHECKS,
  ...FUNCTION_CHECKS,
  ...ROLE_CHECKS,
];
