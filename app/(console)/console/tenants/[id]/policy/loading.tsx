import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the quota" blocks={['h-96', 'h-96']} />;
}
