'use client';

import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** A webhook's secret, shown once. */
export function WebhookSecret({ title, secret }: { title: string; secret: string }) {
  return (
    <div className="space-y-4">
      <Alert
        kind="success"
        title={title}
        text="Copy the secret now: it is shown this once. Messages are signed as Standard Webhooks says; any of its libraries checks them. Refuse what is older than five minutes, and take an id that you know for a repeat."
      />
      <div className="flex items-end gap-2">
        <Field label="Secret" className="flex-1">
          <Input
            readOnly
            value={secret}
            onFocus={(event) => event.target.select()}
            className="font-mono"
          />
        </Field>
        <CopyButton text={secret} label="secret" showLabel variant="primary" />
      </div>
      <div className="flex justify-end">
        <DialogClose asChild>
          <Button>Done</Button>
        </DialogClose>
      </div>
    </div>
  );
}
