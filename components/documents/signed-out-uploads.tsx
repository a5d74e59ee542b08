'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { isSignedOut, type Upload } from './upload';
import type { UploadQueue } from './upload-queue';

interface SignedOutUploadsProps {
  uploads: readonly Upload[];
  queue: UploadQueue;
}

/** Says once, for all files, that they wait for their person; nothing while none does. */
export function SignedOutUploads({ uploads, queue }: SignedOutUploadsProps) {
  const path = usePathname();
  const query = useSearchParams().toString();
  if (!uploads.some(isSignedOut)) return null;
  const here = query ? `${path}?${query}` : path;
  return (
    <Alert
      kind="warn"
      className="mt-3"
      title="The uploads wait until you have signed in again"
      text="What was sent is kept. Sign in here, or in another tab and go on."
      action={
        <span className="flex gap-2">
          <ButtonLink size="sm" href={`/sign-in?next=${encodeURIComponent(here)}`}>
            Sign in again
          </ButtonLink>
          <Button size="sm" variant="ghost" onClick={() => queue.goOn()}>
            Go on
          </Button>
        </span>
      }
    />
  );
}
