'use client';

import { Failure } from '@/components/shell/failure';

export default function TenantError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return <Failure digest={error.digest} onRetry={retry} />;
}
