import type { ModelCitation } from '@/lib/llm/model-event';
import type { AssembledPassage } from './assemble';
import type { CitationView } from './schema';

/**
 * Turns the model's citations into places in documents. A citation that names no passage of the call is
 * dropped: the model may be anybody's, so only what was retrieved for this person can be cited.
 */
export class CitationList {
  readonly list: CitationView[];
  readonly #passages: AssembledPassage[];

  /** `earlier`: what the answer cited before, while it was written with fewer passages. */
  constructor(passages: AssembledPassage[], earlier: readonly CitationView[] = []) {
    this.#passages = passages;
    this.list = [...earlier];
  }

  /** `textOffset`: characters of the answer so far. */
  add(citation: ModelCitation, textOffset: number): CitationView | undefined {
    const cited = this.#passages[citation.searchResultIndex];
    const first = cited?.entries[citation.startBlockIndex];
    const last = cited?.entries[citation.endBlockIndex - 1];
    if (!cited || !first || !last || last.end < first.end) return undefined;
    const { passage } = cited;
    const view: CitationView = {
      ordinal: this.list.length + 1,
      textOffset,
      documentId: passage.documentId,
      documentName: passage.documentName,
      page: passage.page,
      start: first.start,
      end: last.end,
      quote: passage.text.slice(first.start - passage.start, last.end - passage.start),
    };
    this.list.push(view);
    return view;
  }
}
