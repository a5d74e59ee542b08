import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the API keys" blocks={['h-80', 'h-64']} />;
}
