import { PageBody } from '@/components/shell/page-body';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';

/** A heading, then blocks of about the heights that will come. */
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
        <Skeleton className="mt-3 mb-8 w-96 max-w-full" />
        {blocks.map((height) => (
          <Skeleton key={height} className={`mb-6 w-full ${height}`} />
        ))}
      </SkeletonGroup>
    </PageBody>
  );
}
