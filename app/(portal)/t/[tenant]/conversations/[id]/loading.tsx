import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return (
    <PageSkeleton label="Loading the conversation" blocks={['h-24', 'h-40', 'h-24', 'h-40']} />
  );
}
