import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { type PriceBook, priceBookFor } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { type BoundedChoice, boundedChoice, boundOf } from './bounds';
import { type BindingLimit, type Decision, decide, type RefusingLimit } from './decide';
import { exhausted } from './exhausted';
import { isReservation, type Reservation } from './reservation';
import { type BudgetScope, type BudgetSubject, scopesOf } from './scopes';
import type { Amounts } from './soft-amounts';
import { type Attempt, takeHold } from './take-hold';
import { usesOf } from './uses';

export interface CallNeed {
  requestId: string;
  callOrdinal: number;
  feature: string;
  model: string;
  /** Whether one of the policy's cheaper models may answer instead, when the policy allows that. */
  mayUseCheaper?: boolean;
  /** Upper bound of the call's input tokens, by any of the models. */
  inputTokenBound: number;
  /** Asks the provider for a tighter bound; called at most once, when the budget is short. */
  countInput?: () => Promise<number>;
  /** Whether the call asks the provider to cache parts of it, which is dearer. */
  caches?: boolean;
  maxOutputTokens: number;
  /** Whether the caller can wait until there is room. */
  deferrable?: boolean;
  /** Ids of what the call is given to read, for the audit log. */
  documents: string[];
  /** Where the answer will be stored. */
  conversationId?: string;
  /** For whom work of the platform is booked; else whose context it is. */
  principal?: BudgetSubject['principal'];
  /** Who pays the provider, where that is not the workspace's choice. */
  account?: 'platform';
  /** What the caller wants to find it under in the ledger. */
  tags?: Record<string, string>;
  /** Tokens of an embedding that is held after it: its budgets keep room for that. */
  embeds?: number;
  /** Called when the hold is asked for: what is asked for later finds it taken. */
  onAsked?: () => void;
}

/** There is no room now, there can be later, and the caller said that it can wait. */
export class BudgetWait extends Error {
  /** What to tell whoever asked. */
  readonly refusal: AppError;

  constructor(
    readonly because: RefusingLimit,
    timeZone: string,
  ) {
    super('The budget has no room now.');
    this.name = 'BudgetWait';
    this.refusal = exhausted(because, timeZone);
  }
}

/** Others may take what is free between two tries; so often it is tried with what is left then. */
const TRIES = 20;

/**
 * Holds the call's worst case in every budget it could touch, all or none, before the call is made: as
 * wanted, or as `decide` says on the counters that were in the way (`reservation.downgrade` says how). Throws
 * `budget_exhausted` or `rate_limited` naming the limit, `BudgetWait` for deferrable work, `model_unpriced`, or
 * `store_unavailable` within a second.
 */
export async function reserve(
  ctx: TenantContext,
  policy: Policy,
  need: CallNeed,
): Promise<Reservation> {
  const book = await priceBookFor(ctx.plan);
  const at = now();
  const subject = { ...subjectOf(ctx), principal: need.principal ?? ctx.principal };
  const models = [need.model, ...cheaperModels(policy, book, need)];
  let choices = models.map((model) => choiceOf(book, need, model, need.inputTokenBound));
  const kept = keptRoom(book, need.embeds ?? 0);
  const scopes = new Map(
    models.map((model) => {
      const touched = scopesOf(subject, policy, { model, feature: need.feature }, at);
      return [model, touched.map((scope) => lessRoom(scope, kept(scope)))];
    }),
  );
  const uses = usesOf(scopes);
  const attemptOf = (choice: BoundedChoice, decided: Chosen): Attempt => ({
    choice,
    outputTokens: decided.outputTokens,
    scopes: scopes.get(choice.model) ?? [],
    versions: book.versions,
    downgrade: decided.kind === 'downgrade' ? decided : undefined,
    at,
  });

  let count = need.countInput;
  let heard = false;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const request = {
      choices,
      outputTokens: need.maxOutputTokens,
      deferrable: need.deferrable ?? false,
      at,
    };
    const decision = asLimited(decide(policy, uses.byModel(), request), kept);
    if (decision.kind !== 'admit' && count) {
      const tighter = await counted(count);
      count = undefined;
      if (tighter < need.inputTokenBound)
        choices = models.map((model) => choiceOf(book, need, model, tighter));
      continue;
    }
    if (!('model' in decision) && heard) {
      const { kind, because } = decision;
      throw kind === 'queue'
        ? new BudgetWait(because, ctx.timeZone)
        : exhausted(because, ctx.timeZone);
    }
    // A refusal gives figures that the database gave: what does not fit in an empty budget is asked for as wanted.
    const wanted = {
      kind: 'admit',
      model: need.model,
      outputTokens: need.maxOutputTokens,
    } as const;
    const chosen: Chosen = 'model' in decision ? decision : wanted;
    const choice = choices.find(({ model }) => model === chosen.model);
    if (!choice) throw new TypeError('A decision names one of the choices.');
    const taken = await takeHold(ctx, need, attemptOf(choice, chosen));
    if (isReservation(taken)) return taken;
    uses.learn(taken);
    heard = true;
  }
  throw new AppError('store_unavailable', 'Too many ask at once for what is left of a budget.', {
    retryAfter: 1,
  });
}

type Chosen = Extract<Decision, { model: string }>;

/** What an embedding of so many tokens takes of each budget that the call beside it touches. */
function keptRoom(book: PriceBook, tokens: number) {
  const price = tokens > 0 ? boundedChoice(book, EMBEDDING_MODEL, tokens).inputPrice : 0n;
  return ({ scope }: Pick<BudgetScope, 'scope'>): Amounts => {
    // The model's own budget is not the encoder's; a plan's tokens are for answers.
    if (scope === 'model') return { tokens: 0n, price: 0n };
    return { tokens: scope === 'feature' ? BigInt(tokens) : 0n, price };
  };
}

/** What a soft limit that binds leaves is nothing already. */
function lessRoom(scope: BudgetScope, { tokens, price }: Amounts): BudgetScope {
  const { tokenLimit, priceLimit } = scope;
  return { ...scope, tokenLimit: tokenLimit - tokens, priceLimit: priceLimit - price };
}

/** The decision with the limit as it was set, and with what the call and the embedding need together. */
function asLimited(decision: Decision, kept: (limit: BindingLimit) => Amounts): Decision {
  if (decision.kind === 'admit') return decision;
  const { soft, unit, limit } = decision.because;
  const more = kept(decision.because)[unit];
  const set = { limit: soft ? limit : limit + more };
  return 'model' in decision
    ? { ...decision, because: { ...decision.because, ...set } }
    : { ...decision, because: { ...decision.because, ...set, need: decision.because.need + more } };
}

/** Whose call it is. */
export function subjectOf(ctx: TenantContext): BudgetSubject {
  return { tenantId: ctx.tenantId, timeZone: ctx.timeZone, principal: ctx.principal };
}

function choiceOf(book: PriceBook, need: CallNeed, model: string, inputTokens: number) {
  return boundedChoice(book, model, inputTokens, need.caches ?? false);
}

/** The policy's models that answer for less, dearest first; those without a price are left out. */
function cheaperModels(policy: Policy, book: PriceBook, need: CallNeed): string[] {
  if (!need.mayUseCheaper || !policy.downgradeModel) return [];
  const price = (model: string): bigint | undefined => {
    try {
      return boundOf(choiceOf(book, need, model, need.inputTokenBound), need.maxOutputTokens).price;
    } catch {
      return undefined;
    }
  };
  const wanted = price(need.model) ?? 0n;
  return policy.models
    .map((model) => ({ model, price: price(model) ?? wanted }))
    .filter((each) => each.price < wanted)
    .sort((a, b) => (a.price < b.price ? 1 : a.price > b.price ? -1 : 0))
    .map(({ model }) => model);
}

/** The provider's count is an estimate of its own tokenizer, so a margin stays; without an answer the bytes bound. */
async function counted(count: () => Promise<number>): Promise<number> {
  const tokens = await count().catch(() => Number.POSITIVE_INFINITY);
  return Math.ceil(tokens * 1.05) + 64;
}
