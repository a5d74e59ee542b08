import { cancelDocument } from '@/lib/documents/cancel-document';
import { moveDocument } from '@/lib/documents/move-document';
import { putBackDocuments, removeDocuments } from '@/lib/documents/remove-documents';
import { retryDocument } from '@/lib/documents/retry-document';
import { tagDocuments } from '@/lib/documents/tags/tag-documents';
import { indexAgain } from '@/lib/documents/versions/index-again';
import { type ErrorCode, isAppError, toErrorBody } from '@/lib/errors';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ChangeDocuments, ChangeResult } from './schema';

/** What keeps one document back; any other failure would meet the next one as well. */
const OWN = new Set<ErrorCode>(['not_found', 'conflict']);
const GONE = 'It is not there any more.';

/**
 * Changes each document by itself: one that cannot be changed keeps no other back and is named with its reason.
 * What keeps all back, such as a role or a store that is away, is thrown where nothing was changed yet; behind that it is
 * the reason of those that are left. Throws `forbidden`, `not_found` for a tag, and `conflict` for a removal under a legal hold.
 */
export async function changeDocuments(
  ctx: TenantContext,
  { ids, change }: ChangeDocuments,
): Promise<ChangeResult> {
  const distinct = [...new Set(ids)];
  switch (change.kind) {
    case 'remove':
      return told(distinct, await removeDocuments(ctx, distinct));
    case 'put-back':
      return told(distinct, await putBackDocuments(ctx, distinct));
    case 'tag':
      return told(distinct, await tagDocuments(ctx, distinct, change));
    case 'move':
      return each(distinct, (id) => moveDocument(ctx, { id, folderId: change.folderId }));
    case 'retry':
      return each(distinct, (id) => retryDocument(ctx, { id }));
    case 'cancel':
      return each(distinct, (id) => cancelDocument(ctx, { id }));
    case 'reindex':
      return each(distinct, async (id) => void (await indexAgain(ctx, { id })));
  }
}

function told(ids: readonly string[], done: string[]): ChangeResult {
  const failed = ids.filter((id) => !done.includes(id)).map((id) => ({ id, message: GONE }));
  return { done, failed };
}

async function each(
  ids: readonly string[],
  change: (id: string) => Promise<void>,
): Promise<ChangeResult> {
  const result: ChangeResult = { done: [], failed: [] };
  for (const [at, id] of ids.entries()) {
    try {
      await change(id);
      result.done.push(id);
    } catch (error) {
      if (isAppError(error) && OWN.has(error.code)) {
        result.failed.push({ id, message: error.code === 'not_found' ? GONE : error.message });
        continue;
      }
      if (result.done.length === 0) throw error;
      if (!isAppError(error)) log.error({ err: error }, 'a change of many documents broke off');
      const { message } = toErrorBody(error).body;
      result.failed.push(...ids.slice(at).map((left) => ({ id: left, message })));
      break;
    }
  }
  return result;
}
