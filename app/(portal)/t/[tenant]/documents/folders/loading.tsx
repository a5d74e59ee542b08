import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the folders" blocks={['h-64', 'h-56']} />;
}
