import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading the rules" width="wide" blocks={['h-48', 'h-64', 'h-40']} />;
}
