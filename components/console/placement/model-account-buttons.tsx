'use client';

import { KeyRound } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { clearModelAccountAction, setModelAccountAction } from '@/lib/placement/actions';
import { modelAccountSchema } from '@/lib/placement/schema';
import { type Endpoint, EndpointButton } from './endpoint-button';

interface ModelAccountButtonsProps {
  tenantId: string;
  name: string;
  /** Whether it has an account of its own. */
  own: boolean;
}

/** Writes or ends the tenant's own provider key; the stored one is never shown. */
export function ModelAccountButtons({ tenantId, name, own }: ModelAccountButtonsProps) {
  const set = async ({ url, apiKey, reason }: Endpoint) => {
    const account = { tenantId, apiKey, baseUrl: url || undefined, reason };
    const given = modelAccountSchema.safeParse(account);
    if (!given.success) return given.error.issues[0]?.message;
    const result = await setModelAccountAction(given.data);
    return result.ok ? undefined : result.error.message;
  };
  const clear = async (reason: string) => {
    const result = await clearModelAccountAction({ tenantId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <div className="flex flex-wrap gap-2">
      <EndpointButton
        icon={<KeyRound aria-hidden />}
        label={own ? 'Replace key' : 'Set its own key'}
        title={`Provider key of ${name}`}
        description="Its answers are paid by this account from the next question on. The key is sealed under the tenant’s key; nobody sees it again."
        confirmLabel="Save key"
        done="The key is in use."
        urlHint="Only for another endpoint than the provider’s own."
        urlPlaceholder="https://"
        keyLabel="Provider key"
        required="key"
        onSave={set}
      />
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
