import type { Rating, Reason } from '@/lib/feedback/schema';

const WORDS: Record<Reason, string> = {
  accurate: 'It is right',
  well_sourced: 'Its sources show it',
  clear: 'It is easy to understand',
  wrong: 'It is wrong',
  not_in_sources: 'Its sources do not say that',
  wrong_source: 'It rests on the wrong document',
  incomplete: 'Something is missing',
  too_long: 'It is too long',
  other: 'Something else',
};

export function reasonWords(reason: Reason | null | undefined): string {
  return reason ? WORDS[reason] : 'No reason given';
}

export const RATING_WORDS: Record<Rating, string> = {
  up: 'Good answer',
  down: 'Bad answer',
};
