import type Anthropic from '@anthropic-ai/sdk';
import { findModel } from '../models';
import { MODEL_IDS, type ModelFacts } from '../schema';
import { ApiFailure } from './api-failure';

/** The one page of `GET /v1/models`. */
export function listModels(): object {
  const data = MODEL_IDS.map(modelInfo);
  return { data, has_more: false, first_id: MODEL_IDS[0], last_id: MODEL_IDS.at(-1) };
}

/** `GET /v1/models/{id}`; capabilities are left open, the local model only stands in. */
export function modelInfo(id: string): Anthropic.ModelInfo {
  const facts: ModelFacts | undefined = findModel(id);
  if (!facts) throw new ApiFailure(404, `model: ${id}`);
  return {
    type: 'model',
    id,
    display_name: `${facts.displayName} (local)`,
    created_at: '1970-01-01T00:00:00Z',
    deprecated_at: null,
    retires_at: null,
    lifecycle: 'active',
    line: null,
    capabilities: null,
    max_input_tokens: facts.contextWindow,
    max_tokens: facts.maxOutputTokens,
  };
}
