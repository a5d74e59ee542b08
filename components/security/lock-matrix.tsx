import { ShieldCheck } from 'lucide-react';
import { Fragment } from 'react';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import {
  LOCKS,
  type Lock,
  type ProbedPath,
  type ProbeOutcome,
  type SelfTestRun,
} from '@/lib/security/schema';

const LOCK_LABEL: Record<Lock | 'all', string> = {
  handle: 'Handle',
  store: 'Store',
  assertion: 'Assertion',
  encryption: 'Encryption',
  all: 'Whole path',
};
const COLUMNS = [...LOCKS, 'all'] as const;

const KIND_LABEL: Record<ProbedPath['kind'], string> = {
  table: 'Tables',
  store: 'Stores and proofs',
  route: 'Pages and routes',
};

/** One run: paths down, locks across. */
export function LockMatrix({ run }: { run: SelfTestRun | undefined }) {
  if (!run) {
    return (
      <EmptyState
        icon={<ShieldCheck aria-hidden />}
        title="No self-test yet"
        text="It makes two canary tenants and attacks one as the other, on this installation as it runs."
      />
    );
  }
  return (
    <Card
      flush
      title={
        <>
          Self-test of <Time value={run.startedAt} mode="absolute" />
        </>
      }
      description={`Started by ${run.startedBy}. ${run.held} probes held, ${run.failed} failed.`}
      actions={<Verdict run={run} />}
      footer="Empty: the other canary has nothing there. A dash: not a lock of this path."
    >
      {run.problem && (
        <Alert kind="warn" title="It was not finished" text={run.problem} className="m-4" />
      )}
      {run.paths.length > 0 && (
        <Table label="Paths and locks" bare>
          <TableHeader>
            <TableRow>
              <TableHead>Path</TableHead>
              {COLUMNS.map((lock) => (
                <TableHead key={lock}>{LOCK_LABEL[lock]}</TableHead>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {(['table', 'store', 'route'] as const).map((kind) => (
              <PathGroup
                key={kind}
                label={KIND_LABEL[kind]}
                paths={run.paths.filter((path) => path.kind === kind)}
              />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function Verdict({ run }: { run: SelfTestRun }) {
  if (!run.finishedAt) return <Badge tone="neutral">Running, or interrupted</Badge>;
  if (run.failed > 0) return <Badge tone="danger">A lock failed</Badge>;
  if (run.problem) return <Badge tone="warn">Not finished</Badge>;
  return <Badge tone="success">All held</Badge>;
}

function PathGroup({ label, paths }: { label: string; paths: ProbedPath[] }) {
  if (paths.length === 0) return null;
  return (
    <>
      <TableRow>
        <TableHead scope="colgroup" colSpan={COLUMNS.length + 1} className="bg-sunken">
          {label}
        </TableHead>
      </TableRow>
      {paths.map((path) => (
        <TableRow key={path.path}>
          <TableCell className="min-w-44 sm:min-w-56">
            <code className="break-words text-[0.8125rem]">
              <Breakable path={path.path} />
            </code>
            {path.problem && <p className="text-danger text-xs">{path.problem}</p>}
          </TableCell>
          {COLUMNS.map((lock) => (
            <TableCell key={lock}>
              <Outcome outcome={path.locks[lock]} />
            </TableCell>
          ))}
        </TableRow>
      ))}
    </>
  );
}

/** Continues on the next line after a slash. */
function Breakable({ path }: { path: string }) {
  const parts = path.split(/(?<=\/)/);
  return parts.map((part, at) => (
    <Fragment key={parts.slice(0, at).join('')}>
      {part}
      <wbr />
    </Fragment>
  ));
}

function Outcome({ outcome }: { outcome: ProbeOutcome | undefined }) {
  if (outcome === 'held') return <Badge tone="success">Held</Badge>;
  if (outcome === 'failed') return <Badge tone="danger">Failed</Badge>;
  if (outcome === 'empty')
    return (
      <span title="The other canary has nothing there" className="text-ink-faint text-xs">
        Empty
      </span>
    );
  return (
    <span className="text-ink-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">Not a lock of this path</span>
    </span>
  );
}
