import { TenantPageSkeleton } from '@/components/console/page-skeletons';

export default function Loading() {
  return <TenantPageSkeleton />;
}
