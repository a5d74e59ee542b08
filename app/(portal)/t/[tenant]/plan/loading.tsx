import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the plans" blocks={['h-96', 'h-40']} />;
}
