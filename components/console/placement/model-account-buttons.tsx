'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { clearModelAccountAction, setModelAccountAction } from '@/lib/placement/actions';
import { modelAccountSchema } from '@/lib/placement/schema';

interface ModelAccountButtonsProps {
  tenantId: string;
  name: string;
  /** Whether it has an account of its own. */
  own: boolean;
}

/** Writes or ends the tenant's own provider key; the stored one is never shown. */
export function ModelAccountButtons({ tenantId, name, own }: ModelAccountButtonsProps) {
  const [apiKey, setApiKey] = useState('');
  const [baseUrl, setBaseUrl] = useState('');
  const set = async (reason: string) => {
    const address = baseUrl.trim() || undefined;
    const given = modelAccountSchema.safeParse({ tenantId, apiKey, baseUrl: address, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await setModelAccountAction(given.data);
    if (!result.ok) return result.error.message;
    setApiKey('');
    setBaseUrl('');
    return undefined;
  };
  const clear = async (reason: string) => {
    const result = await clearModelAccountAction({ tenantId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <div className="flex flex-wrap gap-2">
      <ReasonDialog
        trigger={
          <Button size="sm" variant="secondary">
            <KeyRound aria-hidden /> {own ? 'Replace key' : 'Set its own key'}
          </Button>
        }
        hint="For the audit logs, the tenant’s included."
        title={`Provider key of ${name}`}
        description="Its answers are paid by this account from the next question on. The key is sealed under the tenant’s key; nobody sees it again."
        confirmLabel="Save key"
        tone="primary"
        done="The key is in use."
        onConfirm={set}
      >
        <Field label="Provider key" required>
          <Input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={apiKey}
            onChange={(event) => setApiKey(event.target.value)}
            maxLength={400}
          />
        </Field>
        <Field label="Address" optional hint="Only for another endpoint than the provider’s own.">
          <Input
            type="url"
            inputMode="url"
            autoComplete="off"
            placeholder="https://"
            value={baseUrl}
            onChange={(event) => setBaseUrl(event.target.value)}
            maxLength={300}
          />
        </Field>
      </ReasonDialog>
      {own && (
        <ReasonDialog
          trigger={
            <Button size="sm" variant="danger-ghost">
              Use the platform’s
            </Button>
          }
          hint="For the audit logs, the tenant’s included."
          title="Use the platform’s account again?"
          description="The tenant’s key is removed; the platform pays for its answers from the next question on."
          confirmLabel="Remove key"
          done="The platform’s account is in use."
          onConfirm={clear}
        />
      )}
    </div>
  );
}
