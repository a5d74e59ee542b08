import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { RuleVersionView } from '@/lib/containment/schema';
import { actionsWords, thresholdWords } from './containment-words';
import { RestoreRuleButton } from './restore-rule-button';

interface RuleHistoryProps {
  versions: readonly RuleVersionView[];
  acts: boolean;
}

/** What rules were and are: who changed them, when and why. */
export function RuleHistory({ versions, acts }: RuleHistoryProps) {
  return (
    <EntryList
      none={{ title: 'No rules', text: 'There is nothing that could have changed.' }}
      entries={versions.map((each) => ({
        id: `${each.ruleId} ${each.version}`,
        title: `${each.ruleName}, version ${each.version}`,
        note: (
          <>
            {`${each.content.enabled ? thresholdWords({ ...each.content, metric: each.metric }) : 'Off'}: ${actionsWords(each.content.actions)}, for ${each.content.minutes} minutes · ${each.editedBy ?? 'Tenantry'}: ${each.reason} · `}
            <Time value={each.editedAt} mode="absolute" />
          </>
        ),
        aside: each.current ? (
          <Badge tone="success">In force</Badge>
        ) : (
          acts && <RestoreRuleButton version={each} />
        ),
      }))}
    />
  );
}
