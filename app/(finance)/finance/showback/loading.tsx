import { CostsPageSkeleton } from '@/components/console/page-skeletons';

export default function Loading() {
  return <CostsPageSkeleton />;
}
