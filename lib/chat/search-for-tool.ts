import { type Passage, questionTokenBound, search } from '@/lib/retrieval/search';
import type { Scope } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Run } from './finish-answer';
import { QuestionEmbedding } from './question-embedding';

const PASSAGES = 6;
/** Ordinals that the embeddings before it may have taken. */
const APART = 100;

/** Searches for what a model asked for: under the asker's rights, in the question's scope, held and booked by itself. */
export async function searchForTool(
  ctx: TenantContext,
  run: Run,
  { query, scope, signal }: { query: string; scope: Scope | undefined; signal: AbortSignal },
): Promise<Passage[]> {
  const { feature, tags, conversationId, trace } = run;
  const embedding = new QuestionEmbedding(
    (run.deferred?.calls ?? 0) + APART * (run.searches.length + 1),
  );
  run.searches.push(embedding);
  const need = { requestId: trace.requestId, feature, tags };
  await embedding.reserveFirst(
    ctx,
    { ...need, conversationId, documents: [], deferrable: false },
    questionTokenBound(query),
  );
  try {
    return await search(ctx, query, {
      limit: PASSAGES,
      signal,
      ...(scope && ('folderId' in scope ? { folderIds: [scope.folderId] } : scope)),
      onTokens: (tokens) => {
        embedding.tokens += tokens;
      },
    });
  } finally {
    await embedding.finish(ctx, need);
  }
}
