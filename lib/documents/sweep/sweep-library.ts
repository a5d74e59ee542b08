import { now } from '@/lib/clock';
import { endHiddenNames } from '@/lib/db/lifecycle-credentials';
import { removeDocument } from '@/lib/documents/delete-document';
import { KEPT_MS } from '@/lib/documents/uploads/schema';
import { removeUpload } from '@/lib/documents/uploads/upload-row';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { type EndedLibraryWork, endedLibraryWork } from '@/lib/tenancy/verify-lifecycle';
import { failLost } from './fail-lost';

/** How long a removal can be undone. */
export const UNDO_MS = 120_000;
/** A document in work has a job, but for moments. */
const LOST_MS = 300_000;
const EVERY_MS = 15_000;
const BATCH = 50;

/** Ends removals, of folders, groups and tags too, uploads that nobody goes on with, and documents whose job is lost. What cannot be ended keeps no other back. */
export async function sweepLibrary(): Promise<void> {
  const at = now().getTime();
  await endHiddenNames(new Date(at - UNDO_MS)).catch((error: Error) =>
    log.error({ err: error.message }, 'deleted folders, groups and tags were not ended'),
  );
  const before = {
    removed: new Date(at - UNDO_MS),
    touched: new Date(at - KEPT_MS),
    lost: new Date(at - LOST_MS),
  };
  for (const due of await endedLibraryWork(before, BATCH)) {
    await end(due).catch((error: Error) => {
      // Ended meanwhile, or held.
      if (isAppError(error) && ['not_found', 'conflict'].includes(error.code)) return;
      log.error(
        { tenant: due.ctx.tenantId, kind: due.kind, id: due.id, err: error.message },
        'what is over of a library was not ended',
      );
    });
  }
}

async function end({ ctx, kind, id }: EndedLibraryWork): Promise<void> {
  if (kind === 'removed') await removeDocument(ctx, id, 'document.end');
  else if (kind === 'upload') await removeUpload(ctx, id);
  else await failLost(ctx, id);
}

/** The background loop of the `worker` role. */
export function startLibrarySweep(): { stop(): Promise<void> } {
  let sweeping = Promise.resolve();
  const sweep = () => {
    sweeping = sweepLibrary().catch((error: Error) =>
      log.warn({ err: error.message }, 'what is over of libraries was not ended'),
    );
  };
  const timer = setInterval(sweep, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
