import type { Method, SharedKind } from '@/lib/finance/shared-costs/schema';

export const KIND_LABEL: Record<SharedKind, string> = {
  platform: 'Platform',
  idle: 'Idle capacity',
  embeddings: 'Embeddings',
};

export const METHOD_LABEL: Record<Method, string> = {
  proportional: 'By cost of usage',
  even: 'The same for each',
  fixed: 'Fixed parts',
};
