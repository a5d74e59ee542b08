import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the budgets" blocks={['h-36', 'h-20', 'h-96']} />;
}
