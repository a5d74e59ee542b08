'use client';

import { useSyncExternalStore } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import type { InvitationLink } from '@/lib/identity/schema';

interface CreatedTenantCardProps extends InvitationLink {
  tenantId: string;
  name: string;
  ownerEmail: string;
}

/** The owner's link is shown here and never again: only its hash is kept. */
export function CreatedTenantCard({
  tenantId,
  name,
  ownerEmail,
  link: path,
  kind,
}: CreatedTenantCardProps) {
  const origin = useSyncExternalStore(
    () => () => {},
    () => window.location.origin,
    () => '',
  );
  const link = `${origin}${path}`;
  return (
    <Card title={`${name} is ready`}>
      <div className="space-y-4 text-sm">
        <p className="text-ink-soft">
          {kind === 'join'
            ? `${ownerEmail} has an account already and enters the workspace by accepting this link, signed in.`
            : `Send this link to ${ownerEmail}. It sets the owner’s password.`}{' '}
          It works once, and only for a week. It is not shown again.
        </p>
        <div className="flex items-center gap-2 rounded-md border border-line-firm bg-sunken py-1.5 pr-1.5 pl-3">
          <code className="min-w-0 flex-1 break-all font-mono text-[0.8125rem]">{link}</code>
          <CopyButton text={link} label="link" showLabel variant="secondary" />
        </div>
        <ButtonLink href={`/console/tenants/${tenantId}`} variant="primary">
          Open {name}
        </ButtonLink>
      </div>
    </Card>
  );
}
