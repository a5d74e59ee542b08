'use client';

import { Failure } from '@/components/shell/failure';
import './globals.css';

/** Stands in for the root layout when that itself failed: no providers may be assumed here. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans antialiased">
        <title>Something went wrong · Tenantry</title>
        <main className="flex min-h-dvh flex-col">
          <Failure digest={error.digest} onRetry={retry} />
        </main>
      </body>
    </html>
  );
}
