import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { ContainmentRuleView } from '@/lib/containment/schema';
import { actionsWords, thresholdWords } from './containment-words';
import { EditRuleDialog } from './edit-rule-dialog';

interface RuleListProps {
  rules: readonly ContainmentRuleView[];
  acts: boolean;
}

export function RuleList({ rules, acts }: RuleListProps) {
  return (
    <EntryList
      none={{ title: 'No rules', text: 'Nothing contains a tenant by itself.' }}
      entries={rules.map((rule) => ({
        id: rule.id,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            {rule.name}
            <Badge tone={rule.enabled ? 'success' : 'neutral'}>{rule.enabled ? 'On' : 'Off'}</Badge>
          </span>
        ),
        note: (
          <>
            {thresholdWords(rule)}. For {rule.minutes} minutes: {actionsWords(rule.actions)}.
            {rule.editedBy && (
              <>
                {` Changed by ${rule.editedBy}: ${rule.reason}, `}
                <Time value={rule.editedAt} mode="absolute" />
              </>
            )}
          </>
        ),
        aside: acts && <EditRuleDialog key={rule.editedAt} rule={rule} />,
      }))}
    />
  );
}
