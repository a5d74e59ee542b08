import { accountOf } from '@/lib/llm/accounts/account-of';
import { countPassed } from '@/lib/llm/passing/count-passed';
import { policyOf } from '@/lib/tenancy/policy';
import type { ApiCall } from '../api-route';
import { sendJson } from '../send';
import { assertModelAllowed } from './create-message';
import { passedHeaders, readRequest } from './read-request';
import { receiveMessage } from './receive-message';
import { countRequestSchema } from './schema';

/** `POST /v1/messages/count_tokens`: the provider's own count, which costs nothing. */
export async function countMessage({ ctx, request, response }: ApiCall): Promise<void> {
  const headers = passedHeaders(request.headers);
  const policy = await policyOf(ctx);
  const raw = await receiveMessage(ctx, request, policy);
  const { model } = readRequest(countRequestSchema, raw);
  assertModelAllowed(policy, model);
  const account = await accountOf(ctx, { account: ctx.placement.modelAccount });
  const facts = { tenantId: ctx.tenantId, model };
  const tokens = await countPassed(account, facts, Buffer.from(JSON.stringify(raw)), headers);
  sendJson(response, 200, { input_tokens: tokens });
}
