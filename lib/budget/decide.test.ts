import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binding, type CallRequest, decide, limitsOf, type ScopeUse } from './decide';
import { UNLIMITED } from './soft-amounts';

const AT = new Date('2026-11-21T12:00:00Z');
const RESET = new Date('2026-12-01T00:00:00Z');
const DEAR = { model: 'dear', inputTokens: 1_000, inputPrice: 10_000n, outputTokenPrice: 50n };
const CHEAP = { model: 'cheap', inputTokens: 1_000, inputPrice: 1_000n, outputTokenPrice: 5n };
const ALLOWED = { downgradeModel: true, downgradeLength: true, usefulAnswerTokens: 300 };

const use = (changes: Partial<ScopeUse>): ScopeUse => ({
  scope: 'tenant',
  scopeId: 't',
  period: 'month',
  periodStart: new Date('2026-11-01T00:00:00Z'),
  resetsAt: RESET,
  tokenLimit: UNLIMITED,
  priceLimit: UNLIMITED,
  usedTokens: 0n,
  heldTokens: 0n,
  usedNano: 0n,
  heldNano: 0n,
  ...changes,
});
const asked = (changes: Partial<CallRequest> = {}): CallRequest => ({
  choices: [DEAR, CHEAP],
  outputTokens: 1_000,
  deferrable: false,
  at: AT,
  ...changes,
});
const both = (...scopes: ScopeUse[]) => new Map([DEAR, CHEAP].map(({ model }) => [model, scopes]));

describe('decide', () => {
  it('admits what fits to the last token and nano-dollar, and not one more', () => {
    const tight = use({ tokenLimit: 2_000n, priceLimit: 60_000n });
    expect(decide(ALLOWED, both(tight), asked())).toMatchObject({ kind: 'admit', model: 'dear' });
    const forbidden = { ...ALLOWED, downgradeModel: false, downgradeLength: false };
    for (const taken of [
      { usedTokens: 1n },
      { heldTokens: 1n },
      { usedNano: 1n },
      { heldNano: 1n },
    ])
      expect(decide(forbidden, both({ ...tight, ...taken }), asked())).toMatchObject({
        kind: 'deny',
        because: { unit: 'usedTokens' in taken || 'heldTokens' in taken ? 'tokens' : 'price' },
      });
  });

  it('takes the cheaper model before it cuts the answer', () => {
    const short = both(use({ priceLimit: 40_000n }));
    expect(decide(ALLOWED, short, asked())).toMatchObject({
      kind: 'downgrade',
      changed: 'model',
      model: 'cheap',
      outputTokens: 1_000,
      because: { unit: 'price', limit: 40_000n },
    });
  });

  it('cuts the answer by the model that can say most, never below the useful minimum', () => {
    const tokens = (tokenLimit: bigint) => both(use({ tokenLimit }));
    expect(decide(ALLOWED, tokens(1_300n), asked())).toMatchObject({
      changed: 'length',
      model: 'dear',
      outputTokens: 300,
    });
    expect(decide(ALLOWED, tokens(1_299n), asked()).kind).toBe('deny');
    const money = both(use({ priceLimit: 1_000n + 400n * 5n }));
    expect(decide(ALLOWED, money, asked())).toMatchObject({
      changed: 'both',
      model: 'cheap',
      outputTokens: 400,
    });
  });

  it('asks for no more than was wanted where that is below the useful minimum', () => {
    const brief = asked({ outputTokens: 100, choices: [DEAR] });
    expect(decide(ALLOWED, both(use({ tokenLimit: 1_100n })), brief).kind).toBe('admit');
    expect(decide(ALLOWED, both(use({ tokenLimit: 1_099n })), brief).kind).toBe('deny');
  });

  it('sees that another model has budgets of its own', () => {
    const ofModel = use({ scope: 'model', scopeId: 'cheap', tokenLimit: 0n });
    const usage = new Map([
      ['dear', [use({ priceLimit: 40_000n })]],
      ['cheap', [use({ priceLimit: 40_000n }), ofModel]],
    ]);
    expect(decide(ALLOWED, usage, asked())).toMatchObject({ changed: 'length', model: 'dear' });
  });

  it('queues only what the caller can wait for', () => {
    const full = both(use({ tokenLimit: 1_300n, usedTokens: 1n }));
    expect(decide(ALLOWED, full, asked({ deferrable: true }))).toMatchObject({
      kind: 'queue',
      because: { need: 1_300n, limit: 1_300n, tooSmall: false },
    });
    expect(decide(ALLOWED, full, asked()).kind).toBe('deny');
  });

  it('queues nothing that not even an empty budget has room for', () => {
    const small = both(
      use({ tokenLimit: 5_000n, usedTokens: 5_000n, period: 'day' }),
      use({ tokenLimit: 1_299n, usedTokens: 7n, heldTokens: 2n }),
    );
    expect(decide(ALLOWED, small, asked({ deferrable: true }))).toMatchObject({
      kind: 'deny',
      because: { period: 'month', need: 1_300n, used: 7n, held: 2n, tooSmall: true },
    });
    // The cheaper model's budget has room for it when it starts anew.
    const dear = use({ scope: 'model', scopeId: 'dear', tokenLimit: 0n });
    const cheap = use({ tokenLimit: 1_300n, usedTokens: 1n });
    const usage = new Map([
      ['dear', [dear, cheap]],
      ['cheap', [cheap]],
    ]);
    expect(decide(ALLOWED, usage, asked({ deferrable: true })).kind).toBe('queue');
  });

  it('lets a soft limit bind once its grace is over', () => {
    const softSince = new Date(AT.getTime() - 30 * 60_000);
    const soft = (graceMinutes: number | undefined) =>
      use({
        tokenLimit: 2_000n,
        softSince,
        ...(graceMinutes !== undefined && {
          soft: { tokens: 1_600n, price: UNLIMITED, graceMinutes },
        }),
      });
    const bound = (graceMinutes: number | undefined) =>
      binding([soft(graceMinutes)], DEAR, 1_000, AT);
    expect(bound(undefined)).toBeUndefined();
    expect(bound(31)).toBeUndefined();
    expect(bound(30)).toMatchObject({ soft: true, limit: 1_600n });
  });

  it('refuses to decide without knowing what is used', () => {
    expect(() => decide(ALLOWED, new Map(), asked())).toThrow(TypeError);
    expect(() => decide(ALLOWED, both(), asked({ choices: [] }))).toThrow(TypeError);
  });
});

const amount = fc.bigInt({ min: 0n, max: 10_000n });
const scopeUse = fc.record({
  tokenLimit: fc.oneof(amount, fc.constant(UNLIMITED)),
  priceLimit: fc.oneof(amount, fc.constant(UNLIMITED)),
  usedTokens: amount,
  heldTokens: amount,
  usedNano: amount,
  heldNano: amount,
  soft: fc.option(
    fc.record({
      soft: fc.record({
        tokens: amount,
        price: amount,
        graceMinutes: fc.integer({ min: 0, max: 120 }),
      }),
      softSince: fc.option(
        fc.integer({ min: 0, max: 180 }).map((m) => new Date(AT.getTime() - m * 60_000)),
        { nil: undefined },
      ),
    }),
    { nil: {} },
  ),
});
const choice = fc.record({
  inputTokens: fc.integer({ min: 0, max: 2_000 }),
  inputPrice: amount,
  outputTokenPrice: fc.bigInt({ min: 0n, max: 20n }),
});
const situation = fc
  .record({
    choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
    usage: fc.array(fc.array(scopeUse, { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
    outputTokens: fc.integer({ min: 1, max: 2_000 }),
    deferrable: fc.boolean(),
    policy: fc.record({
      downgradeModel: fc.boolean(),
      downgradeLength: fc.boolean(),
      usefulAnswerTokens: fc.integer({ min: 1, max: 500 }),
    }),
  })
  .map(({ choices, usage, policy, outputTokens, deferrable }) => ({
    policy,
    usage: new Map(
      choices.map((_, index) => [
        `m${index}`,
        (usage[index] ?? []).map(({ soft, ...rest }) => use({ ...rest, ...soft })),
      ]),
    ),
    request: asked({
      choices: choices.map((each, index) => ({ ...each, model: `m${index}` })),
      outputTokens,
      deferrable,
    }),
  }));
const RUNS = { numRuns: 2_000 };

const priceOf = (request: CallRequest, model: string, outputTokens: number) => {
  const of = request.choices.find((each) => each.model === model);
  return of ? of.inputPrice + BigInt(outputTokens) * of.outputTokenPrice : undefined;
};

describe('whatever the policy, the usage and the request', () => {
  it('decides the same again, and changes nothing of what it was given', () => {
    fc.assert(
      fc.property(situation, ({ policy, usage, request }) => {
        const before = structuredClone([policy, usage, request]);
        const first = decide(policy, usage, request);
        expect(decide(policy, usage, request)).toEqual(first);
        expect([policy, usage, request]).toEqual(before);
      }),
      RUNS,
    );
  });

  it('never admits above a limit', () => {
    fc.assert(
      fc.property(situation, ({ policy, usage, request }) => {
        const decision = decide(policy, usage, request);
        if (!('model' in decision)) return;
        const taken = request.choices.find(({ model }) => model === decision.model);
        const tokens = BigInt((taken?.inputTokens ?? 0) + decision.outputTokens);
        const price = priceOf(request, decision.model, decision.outputTokens) ?? 0n;
        for (const scope of usage.get(decision.model) ?? []) {
          const limits = limitsOf(scope, AT);
          expect(scope.usedTokens + scope.heldTokens + tokens <= limits.tokens).toBe(true);
          expect(scope.usedNano + scope.heldNano + price <= limits.price).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('admits what fits, and refuses only when no choice that is allowed fits', () => {
    fc.assert(
      fc.property(situation, ({ policy, usage, request }) => {
        const [wanted] = request.choices;
        const fits = (model: string, outputTokens: number) => {
          const of = request.choices.find((each) => each.model === model);
          return of && !binding(usage.get(model) ?? [], of, outputTokens, AT);
        };
        const { kind } = decide(policy, usage, request);
        expect(kind === 'admit').toBe(fits(wanted?.model ?? '', request.outputTokens));
        if (kind !== 'deny' && kind !== 'queue') return;
        const least = policy.downgradeLength
          ? Math.min(policy.usefulAnswerTokens, request.outputTokens)
          : request.outputTokens;
        let mayFit = false;
        for (const { model } of policy.downgradeModel
          ? request.choices
          : request.choices.slice(0, 1)) {
          const dearer =
            (priceOf(request, model, request.outputTokens) ?? 0n) >
            (priceOf(request, 'm0', request.outputTokens) ?? 0n);
          expect(dearer || !fits(model, least)).toBe(true);
          const empty = (usage.get(model) ?? []).map((scope) =>
            use({ tokenLimit: scope.tokenLimit, priceLimit: scope.priceLimit }),
          );
          const of = request.choices.find((each) => each.model === model);
          if (!dearer && of && !binding(empty, of, least, AT)) mayFit = true;
        }
        expect(kind === 'queue').toBe(request.deferrable && mayFit);
      }),
      RUNS,
    );
  });

  it('downgrades only as allowed, never to something dearer, never below the useful minimum', () => {
    fc.assert(
      fc.property(situation, ({ policy, usage, request }) => {
        const decision = decide(policy, usage, request);
        if (decision.kind !== 'downgrade') return;
        const { model, outputTokens, changed } = decision;
        const [otherModel, shorter] = [model !== 'm0', outputTokens < request.outputTokens];
        expect(changed).toBe(otherModel ? (shorter ? 'both' : 'model') : 'length');
        expect(otherModel && !policy.downgradeModel).toBe(false);
        expect(shorter && !policy.downgradeLength).toBe(false);
        expect(outputTokens).toBeGreaterThanOrEqual(
          Math.min(policy.usefulAnswerTokens, request.outputTokens),
        );
        expect(outputTokens).toBeLessThanOrEqual(request.outputTokens);
        const price = priceOf(request, model, outputTokens) ?? 0n;
        expect(price <= (priceOf(request, 'm0', request.outputTokens) ?? 0n)).toBe(true);
      }),
      RUNS,
    );
  });

  it('never gives less when a limit is higher', () => {
    const worth = (s: Parameters<typeof decide>) => {
      const decision = decide(...s);
      if (decision.kind === 'admit') return [3, 0];
      if (decision.kind !== 'downgrade') return [0, 0];
      if (decision.changed === 'model') return [2, -Number(decision.model.slice(1))];
      return [1, decision.outputTokens];
    };
    fc.assert(
      fc.property(situation, amount, fc.boolean(), ({ policy, usage, request }, more, money) => {
        const raised = new Map(
          [...usage].map(([model, scopes]) => [
            model,
            scopes.map((scope) => ({
              ...scope,
              ...(money &&
                scope.priceLimit !== UNLIMITED && { priceLimit: scope.priceLimit + more }),
              ...(!money &&
                scope.tokenLimit !== UNLIMITED && { tokenLimit: scope.tokenLimit + more }),
            })),
          ]),
        );
        const [rank = 0, detail = 0] = worth([policy, usage, request]);
        const [higher = 0, then = 0] = worth([policy, raised, request]);
        expect(higher > rank || (higher === rank && then >= detail)).toBe(true);
      }),
      RUNS,
    );
  });
});
