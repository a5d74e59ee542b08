'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { restoreRuleAction } from '@/lib/containment/actions';
import type { RuleVersionView } from '@/lib/containment/schema';

export function RestoreRuleButton({ version }: { version: RuleVersionView }) {
  const { ruleId: id, ruleName } = version;
  return (
    <ReasonDialog
      trigger={<Button size="sm">Put back</Button>}
      title={`Put “${ruleName}” back to version ${version.version}?`}
      description="It becomes a new version with the old content, and holds from now on; what is in force stays as it was."
      confirmLabel="Put it back"
      tone="primary"
      done="The rule is what it was."
      onConfirm={async (reason) => {
        const result = await restoreRuleAction({ id, version: version.version, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
