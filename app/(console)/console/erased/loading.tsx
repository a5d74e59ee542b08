import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the erased tenants" width="wide" blocks={['h-96']} />;
}
