import { TablePageSkeleton } from '@/components/console/page-skeletons';

export default function Loading() {
  return <TablePageSkeleton label="Loading exchange rates" />;
}
