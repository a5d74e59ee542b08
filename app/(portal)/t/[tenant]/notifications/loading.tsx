import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the notifications" blocks={['h-80', 'h-64', 'h-96']} />;
}
