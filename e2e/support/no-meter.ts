import type { MeterEmbedding } from '@/lib/budget/meter-embedding';

/** For what a test or a benchmark puts in place itself: nobody pays for it. */
export const noMeter: MeterEmbedding = ({ bounds }, embed) => embed(bounds.length, () => undefined);
