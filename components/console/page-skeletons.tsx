import { PageBody } from '@/components/shell/page-body';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';

function Head({ tiles }: { tiles: number }) {
  return (
    <>
      <Skeleton className="h-7 w-48" />
      <Skeleton className="mt-3 mb-8 w-96 max-w-full" />
      <Skeleton className="mb-5 h-9 w-full" />
      <div className="mb-6 grid grid-cols-[repeat(auto-fit,minmax(min(100%,9.5rem),1fr))] gap-3">
        {Array.from({ length: tiles }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else.
          <Skeleton key={index} className="h-[5.5rem]" />
        ))}
      </div>
    </>
  );
}

/** Figures above a long table. */
export function TablePageSkeleton({ label }: { label: string }) {
  return (
    <PageBody width="wide">
      <SkeletonGroup label={label}>
        <Head tiles={6} />
        <Skeleton className="h-96 w-full" />
      </SkeletonGroup>
    </PageBody>
  );
}

/** Figures, charts, cards, a table. */
export function TenantPageSkeleton() {
  return (
    <PageBody width="wide">
      <SkeletonGroup label="Loading the tenant">
        <Head tiles={6} />
        <div className="mb-6 grid gap-4 xl:grid-cols-2">
          <Skeleton className="h-80" />
          <Skeleton className="h-80" />
          <Skeleton className="h-80" />
          <Skeleton className="h-80" />
        </div>
        <Skeleton className="h-64 w-full" />
      </SkeletonGroup>
    </PageBody>
  );
}

/** Figures, one chart, a table. */
export function CostsPageSkeleton() {
  return (
    <PageBody width="wide">
      <SkeletonGroup label="Loading the costs">
        <Head tiles={5} />
        <Skeleton className="mb-6 h-96 w-full" />
        <Skeleton className="h-64 w-full" />
      </SkeletonGroup>
    </PageBody>
  );
}
