import { NANO_PER_USD } from '@/lib/money';
import type { Plan, Policy } from './schema';

const MEBIBYTE = 1024 * 1024;
const usd = (dollars: number) => (BigInt(dollars) * NANO_PER_USD).toString();

/** What happens at a limit is the same in every plan until somebody decides otherwise. */
const AT_THE_LIMIT = {
  usefulAnswerTokens: 300,
  downgradeModel: true,
  downgradeLength: true,
  ownDowngradeModel: true,
  ownDowngradeLength: true,
  softPercent: 80,
  budgets: [],
  ownBudgets: [],
  addons: [],
} satisfies Partial<Policy>;

/** What a tenant's first policy version holds; an operator edits from there. */
export const PLAN_DEFAULTS: Record<Plan, Policy> = {
  free: {
    models: ['claude-haiku-5-5'],
    requestsPerMinute: 10,
    inFlight: 2,
    tokensPerDay: 50_000,
    tokensPerMonth: 1_000_000,
    priceNanoPerMonth: usd(5),
    contextTokens: 8_000,
    answerTokens: 1_024,
    conversationDays: 30,
    weight: 1,
    maxUploadBytes: 10 * MEBIBYTE,
    maxDocuments: 100,
    ...AT_THE_LIMIT,
  },
  starter: {
    models: ['claude-haiku-5-5', 'claude-sonnet-5-5'],
    requestsPerMinute: 30,
    inFlight: 5,
    tokensPerDay: 200_000,
    tokensPerMonth: 4_000_000,
    priceNanoPerMonth: usd(50),
    contextTokens: 16_000,
    answerTokens: 2_048,
    conversationDays: 60,
    weight: 2,
    maxUploadBytes: 25 * MEBIBYTE,
    maxDocuments: 1_000,
    ...AT_THE_LIMIT,
  },
  professional: {
    models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
    requestsPerMinute: 60,
    inFlight: 10,
    tokensPerDay: 500_000,
    tokensPerMonth: 10_000_000,
    priceNanoPerMonth: usd(200),
    contextTokens: 32_000,
    answerTokens: 4_096,
    conversationDays: 90,
    weight: 4,
    maxUploadBytes: 50 * MEBIBYTE,
    maxDocuments: 10_000,
    ...AT_THE_LIMIT,
  },
  enterprise: {
    models: ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5'],
    requestsPerMinute: 600,
    inFlight: 10,
    tokensPerDay: 10_000_000,
    tokensPerMonth: 200_000_000,
    priceNanoPerMonth: usd(5_000),
    contextTokens: 200_000,
    answerTokens: 8_192,
    conversationDays: 365,
    weight: 16,
    maxUploadBytes: 50 * MEBIBYTE,
    maxDocuments: 100_000,
    ...AT_THE_LIMIT,
  },
};
