import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the requests" width="wide" blocks={['h-56', 'h-72']} />;
}
