'use client';

import { Failure } from '@/components/shell/failure';

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="flex min-h-dvh flex-col">
      <Failure digest={error.digest} onRetry={reset} />
    </main>
  );
}
