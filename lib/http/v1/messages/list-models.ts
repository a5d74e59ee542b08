import { boundedChoice } from '@/lib/budget/bounds';
import { AppError, isAppError } from '@/lib/errors';
import { MODELS, type ModelId } from '@/lib/llm/schema';
import { priceBookFor } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import type { ApiCall } from '../api-route';
import { sendJson } from '../send';

/** `GET /v1/models`: those that the workspace may use, in one page; the first is its default. */
export async function listModels({ ctx, response }: ApiCall): Promise<void> {
  const data = (await usableModels(ctx)).map(modelInfo);
  sendJson(response, 200, {
    data,
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  });
}

/** `GET /v1/models/{id}`. One that the workspace may not use is as absent as one that there is not. */
export async function readModel({ ctx, response, param }: ApiCall): Promise<void> {
  const id = (await usableModels(ctx)).find((model) => model === param('id'));
  if (!id) throw new AppError('not_found', `model: ${param('id').slice(0, 80)}`);
  sendJson(response, 200, modelInfo(id));
}

/** Of the policy, those with a price. */
async function usableModels(ctx: TenantContext): Promise<ModelId[]> {
  const [policy, book] = [await policyOf(ctx), await priceBookFor(ctx.plan)];
  return policy.models.filter((model) => {
    try {
      boundedChoice(book, model, 1);
      return true;
    } catch (error) {
      if (isAppError(error)) return false;
      throw error;
    }
  });
}

function modelInfo(id: ModelId): { id: ModelId } & Record<string, unknown> {
  const { displayName, contextWindow, maxOutputTokens } = MODELS[id];
  return {
    type: 'model',
    id,
    display_name: displayName,
    created_at: '1970-01-01T00:00:00Z',
    max_input_tokens: contextWindow,
    max_tokens: maxOutputTokens,
    capabilities: null,
  };
}
