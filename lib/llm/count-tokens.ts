import { clientOf, type ModelAccount } from './account';
import { buildParams } from './build-params';
import { inCountingPlace } from './counting-place';
import type { ModelCall } from './model-call';

const PATIENCE_MS = 3_000;

/**
 * Input tokens of the tenant's call as the provider counts them, which costs nothing. Rejects when it does not say, or may
 * not be asked now.
 */
export async function countTokens(
  account: ModelAccount,
  call: ModelCall,
  tenantId: string,
): Promise<number> {
  const { max_tokens, stream, ...counted } = buildParams(call);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const ask = () => clientOf(account).messages.countTokens(counted, { signal });
  const facts = { tenantId, model: call.model };
  const { input_tokens } = await inCountingPlace(account, facts, ask, signal);
  return input_tokens;
}
