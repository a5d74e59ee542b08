import { CustomRange } from '@/components/console/custom-range';
import { hrefWith, NO_CURSOR, type Params } from '@/components/console/href';
import { formatDate } from '@/components/ui/format';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { FINANCE_PRESETS } from '@/lib/finance/schema';
import type { ShowbackPreset } from '@/lib/finance/showback/facts';

const LABEL: Record<ShowbackPreset, string> = {
  '7d': '7 days',
  '14d': '14 days',
  '30d': '30 days',
  month: 'This month',
  'last-month': 'Last month',
  year: '12 months',
};

export function DayRangeBar({
  path,
  params,
  range,
  presets = FINANCE_PRESETS,
}: {
  path: string;
  params: Params;
  range: { preset: ShowbackPreset | 'custom'; from: string; to: string };
  presets?: readonly ShowbackPreset[];
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="tabular text-[0.8125rem] text-ink-soft">
        {formatDate(range.from)} to {formatDate(range.to)}, whole days in UTC
      </p>
      <div className="flex max-w-full flex-wrap items-center gap-2">
        <SegmentedControl
          label="Days"
          items={presets.map((preset) => ({
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
