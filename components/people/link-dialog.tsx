'use client';

import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { InvitationLink } from '@/lib/identity/schema';

/** What a person does with a link of each kind. */
export const LINK_USE: Record<InvitationLink['kind'], string> = {
  set_password: 'choose a password',
  join: 'sign in and join this workspace',
};

export type NamedLink = InvitationLink & { name: string };

interface LinkDialogProps {
  link: NamedLink | undefined;
  onClose: () => void;
}

/** A one-time link, shown once: only its hash is kept. */
export function LinkDialog({ link, onClose }: LinkDialogProps) {
  return (
    <Dialog open={link !== undefined} onOpenChange={(open) => !open && onClose()}>
      {link && (
        <DialogContent
          title={`Link for ${link.name}`}
          description={`With it they ${LINK_USE[link.kind]}. It works once, for a week, and is shown only now: send it to nobody else.`}
        >
          <LinkField path={link.link} />
        </DialogContent>
      )}
    </Dialog>
  );
}

export function LinkField({ path }: { path: string }) {
  const address = `${window.location.origin}${path}`;
  return (
    <div className="flex items-end gap-2">
      <Field label="One-time link" className="flex-1">
        <Input readOnly value={address} onFocus={(event) => event.target.select()} />
      </Field>
      <CopyButton
        text={address}
        label="link"
        showLabel
        variant="primary"
        className="h-9 touch:h-11"
      />
    </div>
  );
}
