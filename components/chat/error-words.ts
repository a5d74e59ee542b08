/** A stored answer keeps the code of its failure alone; this is what its reader is told later. */
const WORDS: Record<string, string> = {
  rate_limited: 'Too many questions were asked at once.',
  concurrency_limited: 'Too many answers were being written at once.',
  budget_exhausted: 'A budget could not take this question.',
  model_unavailable: 'The model could not be reached.',
  model_overloaded: 'The model was overloaded.',
  model_unpriced: 'The model has no price yet.',
  model_not_allowed: 'The plan does not include this model.',
  interrupted: 'The server was interrupted while it was written, and nobody knows what it said.',
  store_unavailable: 'A store could not be reached.',
};

export function failureWords(code: string | undefined): string {
  return WORDS[code ?? ''] ?? 'Something went wrong on our side.';
}
