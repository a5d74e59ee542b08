import { costDays, forecastAt, monthAround } from '@/lib/finance/forecast/past-error';
import { atMost, type BenchReport } from '../support/report';
import { generateUsage, plant } from './seasonal-usage';

const MID_MONTH = 15;
/** Of the first months nothing is known that a forecast could go by. */
const FROM_MONTH = 2;

/**
 * The mean absolute percentage error of each tenant's month as foretold on its sixteenth, beside that of the straight line in the
 * same run: with the forty anomalies in it, as life has them. For `run` of the finance benchmark.
 */
export function measureForecast(seed = 8): Pick<BenchReport, 'results' | 'targets'> {
  const { tenants } = plant(generateUsage(seed), seed + 1);
  const errors: { model: number; straight: number; inside: boolean }[] = [];
  for (const { first, cost } of tenants) {
    const days = costDays(first, cost);
    for (let month = FROM_MONTH; month < 12; month += 1) {
      const span = monthAround(Date.UTC(2025, month, 1) / 86_400_000 + MID_MONTH);
      const forecast = forecastAt(days, span);
      if (!forecast) continue;
      const came = days.cost
        .slice(span.start - days.first, span.end - days.first)
        .reduce((sum, nano) => sum + nano, 0n);
      const off = (foretold: bigint) => Math.abs(Number(foretold - came)) / Number(came);
      errors.push({
        model: off(forecast.expected),
        straight: off(forecast.straight),
        inside: forecast.low <= came && came <= forecast.high,
      });
    }
  }
  const mean = (key: 'model' | 'straight') =>
    errors.reduce((sum, one) => sum + one[key], 0) / errors.length;
  const inside = errors.filter((one) => one.inside).length / errors.length;
  return {
    results: [
      { arm: 'seasonal model', months: errors.length, mape: mean('model'), inside_band: inside },
      { arm: 'straight line', months: errors.length, mape: mean('straight') },
    ],
    targets: [
      atMost('forecast error over the straight line’s', mean('model') / mean('straight'), 1),
    ],
  };
}
