import { z } from 'zod';

export const CAUSE_DIMENSIONS = ['feature', 'model', 'user', 'version'] as const;
export type CauseDimension = (typeof CAUSE_DIMENSIONS)[number];

/** What one feature, model, person (by pseudonym) or version moved; nano-dollars. Without a key: all others. */
export interface Part {
  key: string | null;
  nano: string;
}

/** Why a day cost more or less than the days it is compared with. Nano-dollars; the three effects, and each list of parts, sum to the change. */
export interface Causes {
  /** `YYYY-MM-DD`, UTC: whose mean it is compared with. */
  days: string[];
  changeNano: string;
  volumeNano: string;
  mixNano: string;
  priceNano: string;
  parts: Record<CauseDimension, Part[]>;
}

export interface AnomalyView {
  id: string;
  tenant: { id: string; name: string };
  /** `YYYY-MM-DD`, UTC. */
  firstDay: string;
  lastDay: string;
  peakDay: string;
  /** Whether it cost more than it should have, or less. */
  more: boolean;
  /** Of the peak, nano-dollars. */
  costNano: string;
  expectedNano: string;
  causes: Causes;
  foundAt: string;
  /** Since when late rows say that it was none. */
  goneAt: string | null;
  escalatedAt: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  note: string | null;
}

export const acknowledgeAnomalySchema = z.object({
  tenantId: z.guid(),
  id: z.guid(),
  note: z
    .string()
    .trim()
    .min(3, 'Say what it was, in at least three characters.')
    .max(500, 'At most 500 characters.'),
});
export type AcknowledgeAnomaly = z.infer<typeof acknowledgeAnomalySchema>;
