import type { PriceLine } from './schema';

/** Lines under the names of their columns, as SQL reads them from JSON. */
export function storedLines(lines: readonly PriceLine[]): string {
  return JSON.stringify(
    lines.map((line) => ({
      plan: line.plan,
      model: line.model,
      input_over: line.inputOver,
      input_nano: line.inputNano,
      output_nano: line.outputNano,
      cache_read_nano: line.cacheReadNano,
      cache_write_5m_nano: line.cacheWrite5mNano,
      cache_write_1h_nano: line.cacheWrite1hNano,
      batch_percent: line.batchPercent,
    })),
  );
}
