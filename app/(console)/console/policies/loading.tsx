import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return (
    <PageSkeleton label="Loading the policies" width="wide" blocks={['h-40', 'h-32', 'h-64']} />
  );
}
