import { z } from 'zod';

/** Whose forecast: a tenant’s id, or nothing for all. What cannot be read is nothing. */
export const forecastParams = z.object({
  tenant: z.guid().optional().catch(undefined),
});

/** What a month will come to, and how far off that was in months past. Nano-dollars as decimal strings; shares of 1. */
export interface ForecastFigures {
  /** `YYYY-MM`, UTC. */
  month: string;
  /** `YYYY-MM-DD`, the last whole day that is known. */
  through: string;
  spentNano: string;
  expectedNano: string;
  /** It ends between the two in about four months of five. */
  lowNano: string;
  highNano: string;
  /** The straight line: what was spent, over the days that it took, times the month’s days. */
  straightNano: string;
  /** Mean absolute errors over past months on the same day; null of no month. */
  error: number | null;
  straightError: number | null;
  months: number;
}

export interface TenantForecast extends ForecastFigures {
  tenant: { id: string; name: string };
}

export interface CostDayView {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  costNano: string;
  /** Null before anything was known, and of all tenants together. */
  expectedNano: string | null;
}

export interface ForecastReport {
  /** Of the tenant that is asked for, or of all; null while fewer than three weeks are known. */
  figures: ForecastFigures | null;
  /** The last ninety whole days. */
  days: CostDayView[];
  /** Of every customer with a forecast, the dearest first. */
  tenants: TenantForecast[];
  /** To choose from. */
  choices: { id: string; name: string }[];
}
