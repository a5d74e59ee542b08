import { exportTenant } from '@/lib/lifecycle/export/export-tenant';
import type { OperationHandler } from './operation';
import type { OperationKind } from './schema';

/** Who does which work. A kind without a handler fails with `internal`. */
export const HANDLERS: Partial<Record<OperationKind, OperationHandler>> = {
  export: exportTenant,
};
