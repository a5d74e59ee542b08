import { OperationProgress, tookUntil } from '@/components/operations/operation-progress';
import {
  failureWords,
  isActive,
  KIND_WORDS,
  STATE_WORDS,
} from '@/components/operations/operation-words';
import { WatchOperations } from '@/components/operations/watch-operations';
import { Badge } from '@/components/ui/badge';
import { formatDuration } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { OperationView } from '@/lib/operations/schema';
import { CancelOperationButton } from './cancel-operation-button';

interface OperationsPanelProps {
  tenantId: string;
  /** Newest first. */
  operations: readonly OperationView[];
  /** Of the server, in ms. */
  now: number;
  canCancel: boolean;
}

/** A tenant's long work: what runs with its progress, and how the rest ended. Refreshes itself meanwhile. */
export function OperationsPanel({ tenantId, operations, now, canCancel }: OperationsPanelProps) {
  if (operations.length === 0)
    return (
      <p className="px-5 py-4 text-ink-soft text-sm">
        Nothing yet. Exports, moves, key rotations, retention and erasures are listed here.
      </p>
    );
  return (
    <>
      {operations.some(isActive) && <WatchOperations />}
      <ul className="max-h-96 divide-y divide-line overflow-y-auto">
        {operations.map((operation) => (
          <li key={operation.id} className="space-y-2 px-5 py-3.5">
            <Heading operation={operation} tenantId={tenantId} canCancel={canCancel} />
            {isActive(operation) && (
              <OperationProgress operation={operation} took={tookUntil(now, operation)} />
            )}
            {operation.state === 'failed' && (
              <p className="text-danger text-sm">{failureWords(operation)}</p>
            )}
            <p className="break-words text-[0.8125rem] text-ink-soft">{operation.reason}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Heading({
  operation,
  tenantId,
  canCancel,
}: Pick<OperationsPanelProps, 'tenantId' | 'canCancel'> & { operation: OperationView }) {
  const { id, kind, state, createdAt, startedAt, finishedAt } = operation;
  const [tone, words] = STATE_WORDS[state];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="font-medium text-sm">{KIND_WORDS[kind]}</span>
      <Badge tone={tone} dot>
        {words}
      </Badge>
      <span className="text-ink-faint text-xs">
        <Time value={createdAt} />
        {startedAt &&
          finishedAt &&
          ` · took ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}`}
      </span>
      {canCancel && isActive(operation) && kind !== 'erase' && (
        <span className="ml-auto">
          <CancelOperationButton tenantId={tenantId} id={id} name={KIND_WORDS[kind]} />
        </span>
      )}
    </div>
  );
}
