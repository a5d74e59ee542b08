import { Temporal } from 'temporal-polyfill';
import { clock } from '@/lib/clock';
import { exactUsd } from '@/lib/money';
import { parseUsageRange } from '@/lib/usage/parse-usage-range';
import { readUsage } from '@/lib/usage/read-usage';
import { USAGE_DIMENSIONS, type UsageDimension, type UsageSums } from '@/lib/usage/schema';
import type { Tool } from './tool';

const PERIODS = ['today', 'this week', 'last week', 'this month', 'last month'] as const;
type Period = (typeof PERIODS)[number];
const ROWS = 40;

/** The ledger's own figures, which the usage page shows. */
export const READ_USAGE: Tool = {
  kind: 'read_usage',
  name: 'read_usage',
  description:
    'The workspace’s own requests, tokens and spend in a period, exactly as its bill has them. For questions such as “what did we spend”, “how much did we use”, “who used the most”.',
  input: {
    type: 'object',
    properties: {
      period: { type: 'string', enum: [...PERIODS] },
      by: { type: 'string', enum: [...USAGE_DIMENSIONS], description: 'What to add up by.' },
    },
    required: ['period'],
  },
  needs: 'usage:read',
  asksFirst: false,
  async run(ctx, { period, by = 'day' }) {
    const now = clock().now();
    const params = daysOf(String(period) as Period, now, ctx.timeZone);
    const range = parseUsageRange(params, now, ctx.timeZone);
    const report = await readUsage(ctx, String(by) as UsageDimension, range);
    const rows = report.rows.slice(0, ROWS).map((row) => `- ${row.label}: ${words(row)}`);
    const left = report.rows.length - rows.length;
    return {
      text: [
        `In all from ${range.days.from} to ${range.days.to} (${ctx.timeZone}): ${words(report.totals)}.`,
        ...rows,
        ...(left > 0 ? [`and ${left} more`] : []),
      ].join('\n'),
    };
  },
};

function words({ requests, inputTokens, outputTokens, priceNano }: UsageSums): string {
  return `${exactUsd(BigInt(priceNano))} USD, ${requests} requests, ${inputTokens} tokens read, ${outputTokens} tokens written`;
}

/** A week begins on Monday where the workspace is. */
function daysOf(period: Period, now: number, timeZone: string): Record<string, string> {
  if (period === 'this month') return { range: 'month' };
  if (period === 'last month') return { range: 'last-month' };
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  if (period === 'today') return { from: today.toString(), to: today.toString() };
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  if (period === 'this week') return { from: monday.toString(), to: today.toString() };
  return {
    from: monday.subtract({ days: 7 }).toString(),
    to: monday.subtract({ days: 1 }).toString(),
  };
}
