import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import { olderObjects } from '@/lib/objects/reseal-objects';
import type { Operation } from '@/lib/operations/operation';
import { countOlder, resealColumn } from './reseal-rows';
import { SEALED_COLUMNS } from './sealed-columns';

/** Seals everything that lies under an older version anew, with progress over rows and then files. */
export async function sweep(operation: Operation, current: number): Promise<void> {
  const { ctx, signal } = operation;
  const total = await withTenantSql(ctx, (sql) => countOlder(sql, current));
  let done = 0;
  const onBatch = async (rows: number) => {
    done += rows;
    await operation.progress('sealing rows anew', Math.min(done, total), total);
  };
  for (const column of SEALED_COLUMNS)
    await resealColumn(ctx, column, { signal, current, onBatch });
  const objects = await olderObjects(ctx, current);
  for (const [position, object] of objects.entries()) {
    signal.throwIfAborted();
    await object
      .reseal()
      .catch((error: Error) =>
        log.error(
          { tenantId: ctx.tenantId, object: object.name, err: error.message },
          'an object could not be sealed anew',
        ),
      );
    await operation.progress('sealing files anew', position + 1, objects.length);
  }
}
