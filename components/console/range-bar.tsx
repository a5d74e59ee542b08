import { formatDateTime } from '@/components/ui/format';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { PRESETS, type TimeRange } from '@/lib/console/range/schema';
import { CustomRange } from './custom-range';
import { hrefWith, NO_CURSOR, type Params } from './href';

/** The range that everything on the page is about, in words, and the ways to another one. */
export function RangeBar({
  path,
  params,
  range,
}: {
  path: string;
  params: Params;
  range: TimeRange;
}) {
  return (
    <div className="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="tabular text-[0.8125rem] text-ink-soft">
        {formatDateTime(range.from)} to {formatDateTime(range.to)} UTC
      </p>
      <div className="flex max-w-full flex-wrap items-center gap-2">
        <SegmentedControl
          label="Time range"
          items={PRESETS.map((preset) => ({
            label: preset,
            href: hrefWith(path, params, { ...NO_CURSOR, from: null, to: null, range: preset }),
            active: range.preset === preset,
          }))}
        />
        <CustomRange
          path={path}
          params={params}
          unit="minute"
          from={range.from}
          to={range.to}
          active={range.preset === 'custom'}
        />
      </div>
    </div>
  );
}
