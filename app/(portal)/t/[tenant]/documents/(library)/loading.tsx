import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return (
    <PageSkeleton label="Loading the documents" width="wide" blocks={['h-20', 'h-9', 'h-96']} />
  );
}
