import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the days out of the ordinary" blocks={['h-48', 'h-72']} />;
}
