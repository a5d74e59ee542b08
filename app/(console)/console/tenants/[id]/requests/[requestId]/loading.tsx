import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return (
    <PageSkeleton label="Loading the request" width="wide" blocks={['h-40', 'h-80', 'h-64']} />
  );
}
