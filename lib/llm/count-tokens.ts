import { clientOf, type ModelAccount } from './account';
import { buildParams } from './build-params';
import type { ModelCall } from './model-call';

const PATIENCE_MS = 3_000;

/** Input tokens of the call as the provider counts them, which costs nothing. Rejects when it does not say. */
export async function countTokens(account: ModelAccount, call: ModelCall): Promise<number> {
  const { max_tokens, stream, ...counted } = buildParams(call);
  const { input_tokens } = await clientOf(account).messages.countTokens(counted, {
    timeout: PATIENCE_MS,
  });
  return input_tokens;
}
