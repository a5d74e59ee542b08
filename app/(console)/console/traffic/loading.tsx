import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return (
    <PageSkeleton label="Loading the traffic" width="wide" blocks={['h-56', 'h-56', 'h-56']} />
  );
}
