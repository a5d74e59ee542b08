export const RATINGS = ['up', 'down'] as const;
export type Rating = (typeof RATINGS)[number];

/** Why an answer is liked or not; the column has the same closed list. */
export const REASONS = {
  up: ['accurate', 'well_sourced', 'clear', 'other'],
  down: ['wrong', 'not_in_sources', 'wrong_source', 'incomplete', 'too_long', 'other'],
} as const;
export type Reason = (typeof REASONS)[Rating][number];

export const FEEDBACK_LIMIT = 2_000;
