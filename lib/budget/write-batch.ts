import type { BudgetBatch, BudgetStepRow } from '@/lib/db/budget-batch';
import type { MessageRecord } from '@/lib/db/message-records';
import type { BudgetScope } from './scopes';
import type { Booked, CounterState, EndStep, ReserveStep, Step, StepOutcome } from './steps';

/** The steps as PostgreSQL takes them; a step's place is its position. */
export function writeBatch(steps: readonly Step[]): BudgetBatch {
  const places = new Map<string, number>();
  const placeOf = (token: string) => {
    const known = places.get(token);
    if (known !== undefined) return known;
    places.set(token, places.size + 1);
    return places.size;
  };
  const reserves: object[] = [];
  const ends: object[] = [];
  const records: MessageRecord[] = [];
  steps.forEach((step, place) => {
    if (step.kind === 'reserve') reserves.push(reserveRow(step, place, placeOf(step.token)));
    else ends.push(endRow(step, place, placeOf));
    if (step.kind === 'settle' && step.record) records.push(step.record);
  });
  return { tokens: [...places.keys()], reserves, ends, records };
}

/** What became of the steps, by place; a step without a row is a fault of the database. */
export function readOutcomes(rows: readonly BudgetStepRow[]): Map<number, StepOutcome> {
  const outcomes = new Map<number, StepOutcome>();
  for (const { place, outcome, detail } of rows) {
    if (outcome === 'refused')
      outcomes.set(place, { kind: 'refused', counters: detail as CounterState[] });
    else if (outcome === 'settled' || outcome === 'replayed')
      outcomes.set(place, { kind: outcome, booked: detail as Booked | null });
    else outcomes.set(place, { kind: outcome } as StepOutcome);
  }
  return outcomes;
}

function reserveRow(step: ReserveStep, place: number, token: number): object {
  const { kind, holder, scopes, price, cost, ...rest } = step;
  return {
    ...rest,
    place,
    token,
    price: price.toString(),
    cost: cost.toString(),
    holder: holder.toString('hex'),
    scopes: scopes.map(scopeRow),
  };
}

function scopeRow(scope: BudgetScope): object {
  return {
    scope: scope.scope,
    scopeId: scope.scopeId,
    period: scope.period,
    periodStart: scope.periodStart,
    tokenLimit: scope.tokenLimit.toString(),
    priceLimit: scope.priceLimit.toString(),
    softTokens: scope.soft?.tokens.toString() ?? null,
    softPrice: scope.soft?.price.toString() ?? null,
    graceMinutes: scope.soft?.graceMinutes ?? null,
    moneyOnly: scope.moneyOnly,
  };
}

function endRow(step: EndStep, place: number, placeOf: (token: string) => number): object {
  const { kind, tenantId: tenant, id, proof } = step;
  const base = {
    place,
    kind,
    tenant,
    id,
    ...('token' in proof ? { token: placeOf(proof.token) } : { secret: proof.secret }),
  };
  if (kind === 'renew') return base;
  if (kind === 'cancel') return { ...base, at: step.at };
  const { outcome, estimated, at, figures } = step;
  if (!figures) return { ...base, outcome, estimated, at };
  const { usage, cost, price } = figures;
  return { ...base, outcome, estimated, at, ...usage, cost: String(cost), price: String(price) };
}
