import { TablePageSkeleton } from '@/components/console/page-skeletons';

export default function Loading() {
  return <TablePageSkeleton label="Reading the exports" />;
}
