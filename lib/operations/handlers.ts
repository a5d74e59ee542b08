import { eraseTenant } from '@/lib/lifecycle/erase/erase-tenant';
import { eraseMember } from '@/lib/lifecycle/erase-member';
import { exportTenant } from '@/lib/lifecycle/export/export-tenant';
import { repairSchema, repairStores } from '@/lib/lifecycle/repair/repair-stores';
import { runRetention } from '@/lib/lifecycle/retention/run-retention';
import { movePlacement } from '@/lib/placement/move-placement';
import { reindex } from '@/lib/retrieval/reindex';
import { rotateKeys } from '@/lib/rotation/rotate-keys';
import type { OperationHandler } from './operation';
import type { OperationKind } from './schema';

/** Who does which work. A kind without a handler fails with `internal`. */
export const HANDLERS: Partial<Record<OperationKind, OperationHandler>> = {
  rotate_keys: rotateKeys,
  export: exportTenant,
  move: movePlacement,
  reindex: (operation) =>
    repairSchema.safeParse(operation.detail).success ? repairStores(operation) : reindex(operation),
  erase_member: eraseMember,
  retention: runRetention,
  erase: eraseTenant,
};
