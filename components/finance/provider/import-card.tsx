'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { ErrorBody } from '@/lib/errors';
import { fetchReportAction } from '@/lib/finance/provider/actions';
import { type ImportedReport, LARGEST_REPORT_BYTES } from '@/lib/finance/provider/schema';
import { sendReport } from './send-report';

interface ImportCardProps {
  from: string;
  to: string;
  /** Whether an admin key is configured, with which the provider can be asked. */
  canFetch: boolean;
}

/** Gets the provider's reports: a file of its console, or the days shown by its API. */
export function ImportCard({ from, to, canFetch }: ImportCardProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [again, setAgain] = useState(false);
  const [share, setShare] = useState<number>();
  const [fetching, setFetching] = useState(false);
  const [problem, setProblem] = useState<ErrorBody>();
  const [done, setDone] = useState<ImportedReport[]>();
  const busy = share !== undefined || fetching;

  const begin = () => {
    setProblem(undefined);
    setDone(undefined);
  };
  const finish = (imported: ImportedReport[]) => {
    setDone(imported);
    setAgain(false);
    router.refresh();
  };
  const upload = async (file: File) => {
    begin();
    if (file.size > LARGEST_REPORT_BYTES)
      return setProblem({
        code: 'too_large',
        message: 'The file is larger than 20 MB. Export fewer days at once.',
      });
    setShare(0);
    const sent = await sendReport(file, again, setShare);
    setShare(undefined);
    if (sent.ok) finish([sent.value]);
    else setProblem(sent.error);
  };
  const ask = async () => {
    begin();
    setFetching(true);
    const result = await fetchReportAction({ from, to, again });
    setFetching(false);
    if (result.ok) finish(result.value);
    else setProblem(result.error);
  };

  return (
    <Card
      title="Import"
      description="The usage and the cost file of the provider’s console (CSV), saved answers of its Admin API (JSON), or both reports of the days shown by its API. An import is a version of its days; none is replaced."
    >
      <div className="space-y-4">
        <div className="flex flex-wrap items-center gap-3">
          <input
            ref={input}
            type="file"
            accept=".csv,.json,text/csv,application/json"
            aria-label="Report of the provider"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file) upload(file);
              event.target.value = '';
            }}
          />
          <Button disabled={busy} onClick={() => input.current?.click()}>
            Upload a file
          </Button>
          {canFetch ? (
            <Button loading={fetching} disabled={share !== undefined} onClick={ask}>
              Ask the provider for these days
            </Button>
          ) : (
            <p className="text-[0.8125rem] text-ink-faint">
              Without ANTHROPIC_ADMIN_KEY the provider cannot be asked.
            </p>
          )}
        </div>
        <Field
          label="Days that were imported before get another version"
          hint="Otherwise an import that has some of them already is refused."
          layout="inline"
        >
          <Checkbox checked={again} onCheckedChange={(checked) => setAgain(checked === true)} />
        </Field>
        {share !== undefined && (
          <Progress
            label={share < 1 ? 'Uploading' : 'Importing'}
            value={share < 1 ? share : undefined}
            max={1}
          />
        )}
        {problem && <Alert kind="error" title={problem.message} requestId={problem.requestId} />}
        {done?.map((each) => (
          <Alert
            key={each.number}
            kind="success"
            title={`Import ${each.number}: ${formatCount(each.rows)} rows of ${each.kind}, ${each.fromDay} to ${each.toDay}`}
          />
        ))}
      </div>
    </Card>
  );
}
