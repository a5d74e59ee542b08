import { PageBody } from '@/components/shell/page-body';
import { cn } from '@/components/ui/cn';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';

/** A heading, then cards of about the heights that will come: a title, and rows as far as there is room. */
export function PageSkeleton({
  label,
  width,
  blocks,
}: {
  label: string;
  width?: 'page' | 'wide';
  blocks: readonly string[];
}) {
  return (
    <PageBody width={width}>
      <SkeletonGroup label={label}>
        <Skeleton className="h-7 w-40" />
        <Skeleton className="mt-2 mb-6 w-96 max-w-full" />
        {blocks.map((height, place) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else.
            key={place}
            className={cn(
              'mb-6 w-full overflow-hidden rounded-lg border border-line bg-surface px-5 shadow-card',
              height,
            )}
          >
            <Skeleton className="my-4 w-1/4" />
            <Rows />
          </div>
        ))}
      </SkeletonGroup>
    </PageBody>
  );
}

const WIDTHS = ['w-full', 'w-5/6', 'w-11/12', 'w-3/4', 'w-full', 'w-2/3', 'w-5/6', 'w-11/12'];

function Rows() {
  return WIDTHS.map((width, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else.
    <div key={place} className="border-line border-t py-4">
      <Skeleton className={width} />
    </div>
  ));
}
