import type { CitationView } from '@/lib/chat/schema';
import type { Passage } from '@/lib/retrieval/search';
import type { ToolCall } from '@/lib/tools/schema';
import type { PassageUse, TracePayload } from './schema';

/** What is kept of the passages of one run: all that were found, best first, and what became of each. */
export function tracePayload({
  found,
  given,
  citations,
  tools,
}: {
  found: readonly Passage[];
  given: readonly Passage[];
  citations: readonly CitationView[];
  tools: readonly ToolCall[];
}): TracePayload {
  const inPrompt = new Set(given.map(({ chunkId }) => chunkId));
  return {
    tools: [...tools],
    passages: found.map((passage) => ({
      chunk: passage.chunkId,
      document: passage.documentId,
      page: passage.page,
      start: passage.start,
      end: passage.end,
      score: passage.score,
      bm25: passage.bm25,
      dense: passage.dense,
      use: useOf(passage, inPrompt, citations),
    })),
  };
}

function useOf(
  passage: Passage,
  inPrompt: ReadonlySet<string>,
  citations: readonly CitationView[],
): PassageUse {
  if (!inPrompt.has(passage.chunkId)) return 'left_out';
  const cited = citations.some(
    ({ documentId, start, end }) =>
      documentId === passage.documentId && start >= passage.start && end <= passage.end,
  );
  return cited ? 'cited' : 'given';
}
