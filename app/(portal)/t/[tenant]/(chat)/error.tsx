'use client';

import { Failure } from '@/components/shell/failure';

/** Beside the conversations, which can be gone on with. */
export default function ChatError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return <Failure digest={error.digest} onRetry={retry} />;
}
