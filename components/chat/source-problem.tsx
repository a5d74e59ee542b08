import { RefusedError } from '@/components/documents/read-json';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';

interface SourceProblemProps {
  /** Why the cited document could not be read. */
  error: Error;
  onRetry: () => void;
}

/** A document that is gone looks like one that may not be read; every other reason passes, and is said. */
export function SourceProblem({ error, onRetry }: SourceProblemProps) {
  const body = error instanceof RefusedError ? error.body : undefined;
  if (body?.code === 'not_found')
    return (
      <Alert
        kind="warn"
        title="This source is no longer available"
        text="It was removed, or you may no longer read it."
      />
    );
  return (
    <Alert
      kind="warn"
      title="The source could not be opened"
      text={body?.message ?? 'The server could not be reached.'}
      requestId={body?.requestId}
      action={
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      }
    />
  );
}
