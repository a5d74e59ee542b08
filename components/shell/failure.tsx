'use client';

import { RotateCw } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { MessagePage } from './message-page';

/** What an error boundary shows; reused by the boundaries of each area. */
export function Failure({ digest, onRetry }: { digest?: string; onRetry: () => void }) {
  return (
    <MessagePage
      title="Something went wrong on our side"
      text={
        digest
          ? 'Try again; if it happens twice, tell your administrator the reference below.'
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
      {digest && (
        <p className="mt-4 flex items-center gap-1 text-[0.8125rem] text-ink-soft">
          Reference <code className="break-all font-mono">{digest}</code>
          <CopyButton text={digest} label="reference" />
        </p>
      )}
    </MessagePage>
  );
}
