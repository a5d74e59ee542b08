import type { Tone } from '@/components/ui/tone';
import type { DifferenceKind } from '@/lib/finance/provider/schema';

/** A name, how much it matters, and what it means. */
export const DIFFERENCE: Record<DifferenceKind, [Tone, string, string]> = {
  late: ['neutral', 'Over midnight', 'Calls that began on one day and were booked on the next.'],
  estimated: [
    'warn',
    'Estimated',
    'Calls whose outcome nobody knew, booked at their bound. Correct them.',
  ],
  batch: ['info', 'Other tier', 'Booked as a batch call and charged as another, or the reverse.'],
  other_key: ['neutral', 'Other key', 'Used with an API key that is not this installation’s.'],
  unknown_model: ['danger', 'Unknown model', 'A model that the price book has never had.'],
  missing_here: ['danger', 'Missing here', 'The provider charges what the ledger has not.'],
  missing_there: ['warn', 'Missing there', 'The ledger has what the provider does not charge.'],
  rounding: ['neutral', 'Rounding', 'Within the last place in which the provider writes.'],
  price: [
    'danger',
    'Price',
    'The same tokens at another price: the cost book is not the provider’s.',
  ],
  no_tokens: ['info', 'No tokens', 'Charged for something else than tokens, such as searches.'],
};
