'use client';

import { Ban } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { revokeKeyAction } from '@/lib/api-keys/actions';
import type { KeyView } from '@/lib/api-keys/schema';
import { RotateKeyDialog } from './rotate-key-dialog';

interface KeyActionsProps {
  slug: string;
  apiKey: KeyView;
}

export function KeyActions({ slug, apiKey }: KeyActionsProps) {
  const router = useRouter();
  const { id, name } = apiKey;
  return (
    <div className="flex gap-1">
      <RotateKeyDialog slug={slug} apiKey={apiKey} />
      <ConfirmDialog
        trigger={
          <Button variant="danger-ghost" size="sm" aria-label={`Revoke ${name}`}>
            <Ban aria-hidden /> Revoke
          </Button>
        }
        title={`Revoke ${name}?`}
        description="Programs that use it are refused within a second, and answers that are under way end. It cannot be taken back."
        confirmLabel="Revoke key"
        onConfirm={async () => {
          const result = await revokeKeyAction(slug, { id });
          router.refresh();
          if (!result.ok) return result.error.message;
          toast.success(`${name} was revoked.`);
          return undefined;
        }}
      />
    </div>
  );
}
