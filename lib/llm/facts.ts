/** The models that plans name, cheapest first. */
export const MODEL_IDS = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'] as const;

export type ModelId = (typeof MODEL_IDS)[number];

export interface ModelFacts {
  displayName: string;
  /** Input and output together, in tokens. */
  contextWindow: number;
  /** Largest `max_tokens` the provider accepts. */
  maxOutputTokens: number;
}

const CONTEXT_WINDOW = 1_000_000;
const MAX_OUTPUT_TOKENS = 128_000;

export const MODELS: Readonly<Record<ModelId, ModelFacts>> = {
  'claude-haiku-5-5': {
    displayName: 'Haiku 5.5',
    contextWindow: CONTEXT_WINDOW,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  },
  'claude-sonnet-5-5': {
    displayName: 'Sonnet 5.5',
    contextWindow: CONTEXT_WINDOW,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  },
  'claude-opus-5-5': {
    displayName: 'Opus 5.5',
    contextWindow: CONTEXT_WINDOW,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  },
};

/** Who answers: the provider's API, or the built-in model that only quotes. */
export type ModelProvider = 'anthropic' | 'local';

/** As people call it; what no plan names (any more) is called by its id. */
export function modelName(model: string): string {
  const known = MODEL_IDS.find((id) => id === model);
  return known ? MODELS[known].displayName : model;
}
