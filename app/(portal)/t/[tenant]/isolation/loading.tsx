import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading how this workspace is isolated" blocks={['h-64', 'h-64']} />;
}
