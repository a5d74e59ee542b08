import { PageFill } from '@/components/shell/page-body';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';

/** The head of a document and its first page. */
export default function Loading() {
  return (
    <PageFill>
      <SkeletonGroup label="Loading the document" className="flex min-h-0 flex-1 flex-col">
        <div className="px-4 pt-5 sm:px-6 lg:px-8">
          <Skeleton className="w-40" />
          <Skeleton className="mt-3 h-7 w-72 max-w-full" />
          <Skeleton className="mt-2 mb-4 w-56" />
        </div>
        <div className="mx-auto flex w-full max-w-4xl flex-1 flex-col gap-3 border-line border-t bg-surface p-6 lg:mb-6 lg:rounded-lg lg:border">
          <Skeleton />
          <Skeleton className="w-11/12" />
          <Skeleton className="w-5/6" />
          <Skeleton className="w-2/3" />
        </div>
      </SkeletonGroup>
    </PageFill>
  );
}
