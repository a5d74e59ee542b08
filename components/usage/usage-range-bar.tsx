import { CustomRange } from '@/components/console/custom-range';
import { hrefWith, type Params } from '@/components/console/href';
import { formatDate, formatDateTime } from '@/components/ui/format';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { USAGE_PRESETS, type UsagePreset, type UsageRange } from '@/lib/usage/schema';

const LABEL: Record<UsagePreset, string> = {
  '24h': '24 hours',
  '7d': '7 days',
  '14d': '14 days',
  '30d': '30 days',
  month: 'This month',
  'last-month': 'Last month',
};

interface UsageRangeBarProps {
  path: string;
  params: Params;
  range: UsageRange;
}

/** What the numbers below are about, in words, and the ways to another range. */
export function UsageRangeBar({ path, params, range }: UsageRangeBarProps) {
  const { timeZone } = range;
  const { from, to } = range.days;
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="tabular text-[0.8125rem] text-ink-soft">
        {range.step === 'day'
          ? `${formatDate(from)} to ${formatDate(to)}, whole days in ${timeZone}`
          : `${formatDateTime(range.from, { timeZone })} to ${formatDateTime(range.to, { timeZone })}, whole hours in ${timeZone}`}
      </p>
      <div className="flex max-w-full flex-wrap items-center gap-2">
        <SegmentedControl
          label="Range"
          items={USAGE_PRESETS.map((preset) => ({
            label: LABEL[preset],
            href: hrefWith(path, params, { from: null, to: null, range: preset }),
            active: range.preset === preset,
          }))}
        />
        <CustomRange
          path={path}
          params={params}
          unit="day"
          from={from}
          to={to}
          active={range.preset === 'custom'}
        />
      </div>
    </div>
  );
}
