'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { setTermsAction } from '@/lib/finance/chargeback/actions';
import { type BillingTerms, parsePercent, percent } from '@/lib/finance/chargeback/facts';
import { TermsFields } from './terms-fields';

/** Whom a tenant's statements are for, and on what terms: from the next close on. */
export function TermsButton({ tenantId, terms }: { tenantId: string; terms: BillingTerms }) {
  const [draft, setDraft] = useState(terms);
  const [discount, setDiscount] = useState(percent(terms.discountBp));
  const [tax, setTax] = useState(percent(terms.taxBp));
  return (
    <ReasonDialog
      trigger={<Button size="sm">Billing terms…</Button>}
      title="Change the billing terms?"
      description="They are for statements that are closed from now on. Those that were issued keep theirs."
      tone="primary"
      confirmLabel="Save"
      done="The billing terms are saved."
      hint="For the tenant’s audit log and ours."
      onConfirm={async (reason) => {
        const [discountBp, taxBp] = [parsePercent(discount), parsePercent(tax)];
        if (discountBp === undefined || taxBp === undefined)
          return 'Percentages are from 0 to 100, with two decimals at most.';
        const { version, reverseCharge: _, ...fields } = draft;
        const given = { ...fields, tenantId, basedOn: version, discountBp, taxBp, reason };
        const result = await setTermsAction(given);
        if (!result.ok) return result.error.message;
        setDraft({ ...draft, version: result.value.version });
        return undefined;
      }}
    >
      <TermsFields
        draft={draft}
        onChange={(change) => setDraft({ ...draft, ...change })}
        discount={discount}
        onDiscount={setDiscount}
        tax={tax}
        onTax={setTax}
      />
    </ReasonDialog>
  );
}
