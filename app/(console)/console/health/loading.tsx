import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the health" width="wide" blocks={['h-40', 'h-64', 'h-28']} />;
}
