import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the assistant" blocks={['h-64', 'h-20', 'h-64']} />;
}
