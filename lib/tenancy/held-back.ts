import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import type { ModelId } from '@/lib/llm/schema';
import type { PolicyInForce } from './contained-policy';

/** Refuses what would begin something new while operators drain the workspace. Throws `tenant_suspended` with a time. */
export function assertTakesWork({ drainedUntil }: PolicyInForce): void {
  if (drainedUntil === undefined) return;
  throw new AppError(
    'tenant_suspended',
    'The platform’s operators let this workspace finish what runs, and nothing new begins for a while.',
    { retryAfter: secondsUntil(drainedUntil) },
  );
}

/**
 * Refuses a model that operators switched off, and any where they left none: none of the policy, or none of those that the
 * workspace's administrators chose. Throws `model_unavailable` with a time.
 */
export function assertModelOn(
  { models, modelsOff = [] }: PolicyInForce,
  { wanted, chosen = [] }: { wanted?: string | undefined; chosen?: readonly ModelId[] },
): void {
  const wants = wanted === undefined ? chosen : [wanted];
  const left =
    wants.length > 0 ? wants.filter((model) => models.some((on) => on === model)) : models;
  const off =
    left.length > 0
      ? []
      : modelsOff.filter(({ model }) => wants.length === 0 || wants.includes(model));
  const [first] = off.map(({ until }) => until).sort();
  if (first === undefined) return;
  throw new AppError(
    'model_unavailable',
    'The platform’s operators have switched this model off for a while.',
    { retryAfter: secondsUntil(first) },
  );
}

const secondsUntil = (until: string) =>
  Math.max(1, Math.ceil((Date.parse(until) - now().getTime()) / 1_000));
