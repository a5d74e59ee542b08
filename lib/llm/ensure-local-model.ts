import { env } from '@/lib/env';
import { processState } from '@/lib/process-state';
import { type LocalModel, type LocalModelOptions, startLocalModel } from './local/local-model';

const slot = processState('llm.local', (): { model?: Promise<LocalModel> } => ({}));

/**
 * The local model of this process, started by the first caller, whose options hold; later callers
 * change its settings with `configure`. It does not keep the process alive.
 */
export function ensureLocalModel(options: LocalModelOptions = {}): Promise<LocalModel> {
  slot.model ??= startLocalModel({
    tokensPerSecond: env.TENANTRY_LOCAL_TOKENS_PER_SECOND,
    ...options,
    unref: true,
  }).catch((error: unknown) => {
    slot.model = undefined;
    throw error;
  });
  return slot.model;
}

/** Stops it; the next call of `ensureLocalModel` starts another. */
export async function closeLocalModel(): Promise<void> {
  const running = slot.model;
  slot.model = undefined;
  await (await running)?.close();
}
