import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading support access" blocks={['h-64', 'h-32']} />;
}
