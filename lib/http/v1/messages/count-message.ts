import { accountOf } from '@/lib/llm/accounts/account-of';
import { countPassed } from '@/lib/llm/passing/count-passed';
import { policyOf } from '@/lib/tenancy/policy';
import type { ApiCall } from '../api-route';
import { receiveJson } from '../receive-body';
import { sendJson } from '../send';
import { assertModelAllowed } from './create-message';
import { passedHeaders, readRequest } from './read-request';
import { countRequestSchema } from './schema';

const LARGEST_BYTES = 32 * 1024 * 1024;

/** `POST /v1/messages/count_tokens`: the provider's own count, which costs nothing. */
export async function countMessage({ ctx, request, response }: ApiCall): Promise<void> {
  const headers = passedHeaders(request.headers);
  const raw = await receiveJson(ctx, request, LARGEST_BYTES);
  const { model } = readRequest(countRequestSchema, raw);
  assertModelAllowed(await policyOf(ctx), model);
  const account = await accountOf(ctx, { account: ctx.placement.modelAccount });
  const tokens = await countPassed(account, Buffer.from(JSON.stringify(raw)), headers);
  sendJson(response, 200, { input_tokens: tokens });
}
