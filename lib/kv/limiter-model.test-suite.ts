import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import type { AdmissionLimits, Limiter, LimitName, Ticket } from './limiter';
import { subject } from './limiter-subject.test-suite';

const START = 1_700_000_000_000;

interface Counted {
  minute: number;
  burst: number;
  tokens: number;
  running: boolean;
}

/** A limiter as one would write it down: every admission in a list, counted anew each time. */
class Model {
  readonly #counted = new Map<string, Counted[]>();

  #of(name: string): Counted[] {
    const known = this.#counted.get(name) ?? [];
    this.#counted.set(name, known);
    return known;
  }

  #sums(name: string, now: number) {
    const all = this.#of(name);
    const inMinute = all.filter(({ minute }) => minute > Math.floor(now / 1_000) - 61);
    return {
      requests_per_minute: inMinute.length,
      burst_per_second: all.filter(({ burst }) => burst > Math.floor(now / 10) - 101).length,
      tokens_per_minute: inMinute.reduce((sum, { tokens }) => sum + tokens, 0),
      in_flight: all.filter(({ running }) => running).length,
    };
  }

  /** The names of the limits that keep it out. */
  full(name: string, limits: AdmissionLimits, tokens: number, now: number): LimitName[] {
    const sums = this.#sums(name, now);
    const over = (sum: number, amount: number, most = Number.POSITIVE_INFINITY) =>
      sum + Math.min(amount, most) > most;
    return [
      ...(over(sums.requests_per_minute, 1, limits.requestsPerMinute)
        ? (['requests_per_minute'] as const)
        : []),
      ...(over(sums.burst_per_second, 1, limits.burstPerSecond)
        ? (['burst_per_second'] as const)
        : []),
      ...(over(sums.tokens_per_minute, tokens, limits.tokensPerMinute)
        ? (['tokens_per_minute'] as const)
        : []),
      ...(over(sums.in_flight, 1, limits.inFlight) ? (['in_flight'] as const) : []),
    ];
  }

  count(name: string, tokens: number, now: number): Counted {
    const counted = {
      minute: Math.floor(now / 1_000),
      burst: Math.floor(now / 10),
      tokens,
      running: true,
    };
    this.#of(name).push(counted);
    return counted;
  }
}

const amount = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const limitsArbitrary = fc.record({
  requestsPerMinute: amount,
  burstPerSecond: amount,
  tokensPerMinute: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
  inFlight: amount,
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('admit' as const), tokens: fc.nat(60) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      index: fc.nat(20),
      actual: fc.option(fc.nat(120), { nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(fc.nat(30), fc.nat(2_000), fc.nat(61_000)),
    }),
  },
);

/** Every sequence of admissions, releases and time ends as in the trivial model, to the very decision. */
export function limiterModel(make: () => Limiter, runs: number): void {
  it('decides as the model does', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(limitsArbitrary, limitsArbitrary),
        fc.array(step, { maxLength: 60 }),
        async ([tenantLimits, keyLimits], steps) => {
          const time = new SimulatedClock(START + round++ * 300_000);
          const undo = setClock(time);
          const limiter = make();
          const model = new Model();
          const tenant = subject(`model-${round}`, tenantLimits);
          const subjects = [tenant, { ...subject(`${tenant.name}:key`, keyLimits) }];
          const open: { ticket: Ticket; counted: Counted[] }[] = [];
          try {
            for (const each of steps) {
              const now = time.now();
              if (each.do === 'pass') time.advanceTo(now + each.ms);
              if (each.do === 'release') {
                const [ended] = open.splice(each.index % (open.length || 1), 1);
                if (!ended) continue;
                limiter.release(ended.ticket, each.actual);
                for (const counted of ended.counted) {
                  counted.running = false;
                  counted.tokens = each.actual ?? counted.tokens;
                }
              }
              if (each.do !== 'admit') continue;
              const full = subjects.map(({ name, limits }) =>
                model.full(name, limits, each.tokens, now),
              );
              const decision = await limiter.admit(subjects, each.tokens);
              expect(decision.admitted).toBe(full.flat().length === 0);
              if (decision.admitted) {
                const counted = subjects.map(({ name, limits }) =>
                  model.count(
                    name,
                    Math.min(each.tokens, limits.tokensPerMinute ?? each.tokens),
                    now,
                  ),
                );
                open.push({ ticket: decision.ticket, counted });
                continue;
              }
              expect(full[decision.subject]).toContain(decision.limit);
              if (decision.limit === 'in_flight') {
                expect(full.flat().every((name) => name === 'in_flight')).toBe(true);
                continue;
              }
              const rates = (at: number) =>
                subjects
                  .flatMap(({ name, limits }) => model.full(name, limits, each.tokens, at))
                  .filter((name) => name !== 'in_flight');
              expect(rates(now + decision.retryAfterMs - 1)).not.toEqual([]);
              expect(rates(now + decision.retryAfterMs)).toEqual([]);
            }
          } finally {
            undo();
          }
        },
      ),
      { numRuns: runs },
    );
  });
}
