import Anthropic from '@anthropic-ai/sdk';
import { LRUCache } from 'lru-cache';
import { env } from '@/lib/env';
import { processState } from '@/lib/process-state';
import { cuttingFetch } from './cutting-fetch';
import { ensureLocalModel } from './ensure-local-model';
import type { ModelProvider } from './schema';

/** Where calls go and who pays for them. */
export interface ModelAccount {
  /** Whose own account it is; absent: the platform's. */
  tenantId?: string;
  /** Without `/v1`. */
  baseURL: string;
  apiKey: string;
}

export const ANTHROPIC_URL = 'https://api.anthropic.com';

/** The local model when neither a key nor another endpoint is configured. */
export function modelInUse(): ModelProvider {
  return env.ANTHROPIC_API_KEY || env.ANTHROPIC_BASE_URL ? 'anthropic' : 'local';
}

/** The platform's own account; starts the local model when that is what answers. */
export async function platformAccount(): Promise<ModelAccount> {
  if (modelInUse() === 'local') return { baseURL: (await ensureLocalModel()).url, apiKey: 'local' };
  return {
    baseURL: env.ANTHROPIC_BASE_URL ?? ANTHROPIC_URL,
    // A proxy that holds the key itself still wants a header to replace.
    apiKey: env.ANTHROPIC_API_KEY ?? 'unset',
  };
}

/**
 * One client per account. Retries are ours, because each must fit its reservation; logs and
 * telemetry of the SDK are off, because they would carry content.
 */
export function clientOf(account: ModelAccount): Anthropic {
  const clients = processState('llm.clients', () => new LRUCache<string, Anthropic>({ max: 200 }));
  const key = `${account.baseURL}\0${account.apiKey}`;
  const known = clients.get(key);
  if (known) return known;
  const client = new Anthropic({
    baseURL: account.baseURL,
    apiKey: account.apiKey,
    authToken: null,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    // The endpoint that was configured and no other gets prompts and the key.
    fetchOptions: { redirect: 'error' },
    fetch: cuttingFetch,
  });
  clients.set(key, client);
  return client;
}
