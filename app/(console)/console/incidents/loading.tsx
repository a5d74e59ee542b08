import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the incidents" width="wide" blocks={['h-48', 'h-96']} />;
}
