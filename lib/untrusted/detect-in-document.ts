import { detectInjection } from './detect-injection';
import type { InjectionKind } from './schema';

/** Characters looked at between two turns of the event loop: a few milliseconds. */
const WINDOW = 32_768;
/** Longer than anything that a pattern spans, so that nothing hides at a border. */
const OVERLAP = 512;

/**
 * What all of a long text does, in reading order, so that what is split over passages is seen whole. Other
 * work goes on meanwhile.
 */
export async function detectInDocument(text: string): Promise<InjectionKind[]> {
  const found = new Set<InjectionKind>();
  for (let from = 0; from < text.length; from += WINDOW) {
    for (const kind of detectInjection(text.slice(from, from + WINDOW + OVERLAP))) found.add(kind);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return [...found];
}
