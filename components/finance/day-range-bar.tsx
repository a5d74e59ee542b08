import { CustomRange } from '@/components/console/custom-range';
import { hrefWith, NO_CURSOR, type Params } from '@/components/console/href';
import { formatDate } from '@/components/ui/format';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { type DayRange, FINANCE_PRESETS, type FinancePreset } from '@/lib/finance/schema';

const LABEL: Record<FinancePreset, string> = {
  '7d': '7 days',
  '14d': '14 days',
  '30d': '30 days',
  month: 'This month',
  'last-month': 'Last month',
};

export function DayRangeBar({
  path,
  params,
  range,
}: {
  path: string;
  params: Params;
  range: DayRange;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="tabular text-[0.8125rem] text-ink-soft">
        {formatDate(range.from)} to {formatDate(range.to)}, whole days in UTC
      </p>
      <div className="flex max-w-full flex-wrap items-center gap-2">
        <SegmentedControl
          label="Days"
          items={FINANCE_PRESETS.map((preset) => ({
            label: LABEL[preset],
            href: hrefWith(path, params, { ...NO_CURSOR, from: null, to: null, range: preset }),
            active: range.preset === preset,
          }))}
        />
        <CustomRange
          path={path}
          params={params}
          unit="day"
          from={range.from}
          to={range.to}
          active={range.preset === 'custom'}
        />
      </div>
    </div>
  );
}
