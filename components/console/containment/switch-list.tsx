import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { SwitchView } from '@/lib/containment/schema';
import { MODEL_OPTIONS, TOOL_OPTIONS } from './hand-draft';
import { SwitchOnButton } from './switch-on-button';

interface SwitchListProps {
  switches: readonly SwitchView[];
  /** Whether the reader may switch them on again. */
  acts: boolean;
}

/** What is or was off for every tenant. */
export function SwitchList({ switches, acts }: SwitchListProps) {
  return (
    <EntryList
      none={{ title: 'Everything is on', text: 'No model and no tool is off for everybody.' }}
      entries={switches.map((each) => ({
        id: each.id,
        title: `${each.kind === 'model' ? 'Model' : 'Tool'}: ${switchName(each)}`,
        note: (
          <>
            {`${each.startedBy ?? 'An operator'}: ${each.reason} · since `}
            <Time value={each.since} mode="absolute" />
            {each.endedAt
              ? ` · ${each.endedBy ? `switched on by ${each.endedBy} (${each.endReason}) ` : 'ended by itself '}`
              : ', until '}
            <Time value={each.endedAt ?? each.until} mode="absolute" />
          </>
        ),
        aside: each.endedAt ? (
          <Badge>Over</Badge>
        ) : acts ? (
          <SwitchOnButton id={each.id} name={switchName(each)} />
        ) : (
          <Badge tone="warn">Off</Badge>
        ),
      }))}
    />
  );
}

/** What is not known any more keeps the name that it had. */
function switchName({ kind, name }: SwitchView): string {
  const options: readonly { value: string; label: string }[] =
    kind === 'model' ? MODEL_OPTIONS : TOOL_OPTIONS;
  return options.find(({ value }) => value === name)?.label ?? name;
}
