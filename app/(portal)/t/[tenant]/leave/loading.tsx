import { PageSkeleton } from '@/components/portal/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Loading what ending the workspace means" blocks={['h-72', 'h-80']} />;
}
