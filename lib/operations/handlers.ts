import { eraseTenant } from '@/lib/lifecycle/erase/erase-tenant';
import { exportTenant } from '@/lib/lifecycle/export/export-tenant';
import { eraseMember } from '@/lib/lifecycle/erase-member';
import { runRetention } from '@/lib/lifecycle/retention/run-retention';
import type { OperationHandler } from './operation';
import type { OperationKind } from './schema';

/** Who does which work. A kind without a handler fails with `internal`. */
export const HANDLERS: Partial<Record<OperationKind, OperationHandler>> = {
  erase_member: eraseMember,
  retention: runRetention,
  export: exportTenant,
  erase: eraseTenant,
};
