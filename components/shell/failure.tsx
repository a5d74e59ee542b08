'use client';

import { RotateCw } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { MessagePage } from './message-page';
import { useRequestId } from './request-id';

/** What an error boundary shows; reused by the boundaries of each area. */
export function Failure({ digest, onRetry }: { digest?: string; onRetry: () => void }) {
  // Only what failed on the server has a digest and is in its log, with the id of the request.
  const requestId = useRequestId(digest);
  const reference = requestId ?? digest;
  return (
    <MessagePage
      title="Something went wrong on our side"
      text={
        reference
          ? 'Try again; if it happens twice, tell your administrator the id below.'
          : 'Try again; if it happens twice, reload the page.'
      }
      actions={
        <>
          <Button variant="primary" onClick={onRetry}>
            <RotateCw aria-hidden /> Try again
          </Button>
          <Button onClick={() => window.location.assign('/')}>Go to the start</Button>
        </>
      }
    >
      {reference && (
        <p className="mt-4 flex flex-wrap items-center justify-center gap-1 text-[0.8125rem] text-ink-soft">
          {requestId ? 'Request' : 'Reference'}
          <code className="break-all font-mono">{reference}</code>
          <CopyButton text={reference} label={requestId ? 'request id' : 'reference'} />
        </p>
      )}
    </MessagePage>
  );
}
