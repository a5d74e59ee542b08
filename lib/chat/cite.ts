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

  /** Whether it names a place that was given to the model. */
  names(citation: ModelCitation): boolean {
    return this.#placeOf(citation) !== undefined;
  }

  /** `textOffset`: characters of the answer so far. */
  add(citation: ModelCitation, textOffset: number): CitationView | undefined {
    const place = this.#placeOf(citation);
    if (!place) return undefined;
    const { passage, first, last } = place;
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

  #placeOf({ searchResultIndex, startBlockIndex, endBlockIndex }: ModelCitation) {
    const cited = this.#passages[searchResultIndex];
    const first = cited?.entries[startBlockIndex];
    const last = cited?.entries[endBlockIndex - 1];
    if (!cited || !first || !last || last.end < first.end) return undefined;
    return { passage: cited.passage, first, last };
  }
}
