'use client';

import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface KeyTextProps {
  title: string;
  text: string;
}

/** A key's text, shown once: only its HMAC is kept. */
export function KeyText({ title, text }: KeyTextProps) {
  return (
    <div className="space-y-4">
      <Alert
        kind="success"
        title={title}
        text="Copy it now to where your program reads its secrets. It is shown this once and kept nowhere."
      />
      <div className="flex items-end gap-2">
        <Field label="API key" className="flex-1">
          <Input
            readOnly
            value={text}
            onFocus={(event) => event.target.select()}
            className="font-mono"
          />
        </Field>
        <CopyButton
          text={text}
          label="API key"
          showLabel
          variant="primary"
          className="h-9 touch:h-11"
        />
      </div>
      <div className="flex justify-end">
        <DialogClose asChild>
          <Button>Done</Button>
        </DialogClose>
      </div>
    </div>
  );
}
