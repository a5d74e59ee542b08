'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { acknowledgeAnomaly } from './acknowledge-anomaly';
import { type AcknowledgeAnomaly, acknowledgeAnomalySchema } from './schema';

export async function acknowledgeAnomalyAction(
  input: AcknowledgeAnomaly,
): Promise<ActionResult<void>> {
  return platformAction((ctx) =>
    acknowledgeAnomaly(ctx, parseInput(acknowledgeAnomalySchema, input)),
  );
}
