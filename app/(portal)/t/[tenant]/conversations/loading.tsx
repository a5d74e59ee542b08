import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading what is kept" blocks={['h-40', 'h-48', 'h-40']} />;
}
