'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import {
  removeWebhookAction,
  sendTestAction,
  switchWebhookAction,
} from '@/lib/notifications/actions';
import type { WebhookView } from '@/lib/notifications/schema';
import { RotateSecretDialog } from './rotate-secret-dialog';

interface WebhookActionsProps {
  slug: string;
  webhook: WebhookView;
}

export function WebhookActions({ slug, webhook }: WebhookActionsProps) {
  const { id, address, disabled } = webhook;
  const router = useRouter();
  const [busy, setBusy] = useState<'test' | 'switch'>();
  const test = async () => {
    setBusy('test');
    const result = await sendTestAction(slug, { id }).finally(() => setBusy(undefined));
    if (!result.ok) return toast.error(result.error.message);
    toast.success('A test is on its way. Its delivery is listed below.');
    router.refresh();
  };
  const turn = async () => {
    setBusy('switch');
    const input = { id, on: disabled !== null };
    const result = await switchWebhookAction(slug, input).finally(() => setBusy(undefined));
    if (!result.ok) return toast.error(result.error.message);
    router.refresh();
  };
  const remove = async () => {
    const result = await removeWebhookAction(slug, { id });
    if (!result.ok) return result.error.message;
    router.refresh();
    return undefined;
  };
  return (
    <div className="flex flex-wrap gap-2">
      {!disabled && (
        <Button
          size="sm"
          loading={busy === 'test'}
          onClick={test}
          aria-label={`Send a test to ${address}`}
        >
          Send a test
        </Button>
      )}
      <RotateSecretDialog slug={slug} id={id} address={address} />
      <Button
        size="sm"
        loading={busy === 'switch'}
        onClick={turn}
        aria-label={`Switch ${disabled ? 'on' : 'off'} ${address}`}
      >
        {disabled ? 'Switch on' : 'Switch off'}
      </Button>
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="danger-ghost" aria-label={`Remove ${address}`}>
            Remove
          </Button>
        }
        title="Remove this webhook?"
        description="What waits for it is not sent any more, and its deliveries leave the log. It can be added again, with a new secret."
        confirmLabel="Remove webhook"
        onConfirm={remove}
      />
    </div>
  );
}
