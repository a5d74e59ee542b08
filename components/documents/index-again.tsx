'use client';

import { CircleX, RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { WatchOperations } from '@/components/operations/watch-operations';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { toast } from '@/components/ui/toast';
import { changeDocumentsAction } from '@/lib/documents/bulk/actions';
import type { DocumentView } from '@/lib/documents/schema';
import { DocumentProgress } from './document-progress';

function useChange(slug: string, kind: 'reindex' | 'cancel', done: string) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const change = async (id: string) => {
    setBusy(true);
    const result = await changeDocumentsAction(slug, { ids: [id], change: { kind } }).finally(() =>
      setBusy(false),
    );
    const refused = result.ok ? result.value.failed[0]?.message : result.error.message;
    if (refused) toast.error('Nothing was changed', { description: refused });
    else toast.success(done);
    router.refresh();
  };
  return { busy, change };
}

/** Reads the document again beside the version that answers. */
export function IndexAgainButton({ slug, id }: { slug: string; id: string }) {
  const { busy, change } = useChange(slug, 'reindex', 'It is being indexed again.');
  return (
    <Button loading={busy} onClick={() => change(id)}>
      <RefreshCw aria-hidden /> Index again
    </Button>
  );
}

/** The next version on its way, with its progress and the way to end it. */
export function ComingVersion({ slug, document }: { slug: string; document: DocumentView }) {
  const { busy, change } = useChange(slug, 'cancel', 'The earlier version stays in force.');
  return (
    <Card
      title={`Version ${document.version} is on its way`}
      actions={
        <Button size="sm" loading={busy} onClick={() => change(document.id)}>
          <CircleX aria-hidden /> Cancel
        </Button>
      }
      className="mb-4"
    >
      <WatchOperations />
      <DocumentProgress document={document} />
    </Card>
  );
}
