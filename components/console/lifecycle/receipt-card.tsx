import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount, formatDateTime, formatDuration } from '@/components/ui/format';
import type { ErasedTenantView } from '@/lib/lifecycle/erase/schema';

/** What was removed from each store, as the signed receipt says. */
export function ReceiptCard({ erased }: { erased: ErasedTenantView }) {
  const { removed, receipt } = erased;
  const rows = Object.values(removed.rows).reduce((sum, count) => sum + count, 0);
  const tables = Object.keys(removed.rows).length;
  const { people, objects, work } = removed;
  return (
    <Card
      title="Receipt"
      description={
        receipt
          ? 'Signed with this installation’s key (Ed25519)'
          : 'It is signed when the erasure is finished'
      }
      actions={
        receipt && (
          <>
            <a
              href="/api/console/receipts/public-key"
              download
              className={buttonVariants({ size: 'sm' })}
            >
              Public key
            </a>
            <a
              href={`/api/console/receipts/${erased.id}`}
              download
              className={buttonVariants({ size: 'sm', variant: 'primary' })}
            >
              <Download aria-hidden /> Download
            </a>
          </>
        )
      }
      className="mb-6"
    >
      <dl className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-3">
        <Fact label="Rows">
          {formatCount(rows)} in {formatCount(tables)} tables
        </Fact>
        <Fact label="Vectors">{formatCount(removed.vectors?.vectors ?? 0)}</Fact>
        <Fact label="Files">
          {formatCount(objects?.files ?? 0)}, {formatBytes(objects?.bytes ?? 0)}
        </Fact>
        <Fact label="Key files">{formatCount(removed.keys?.files ?? 0)}</Fact>
        <Fact label="People">
          {formatCount(people?.memberships ?? 0)}, of whom {formatCount(people?.accounts ?? 0)}{' '}
          belonged nowhere else
        </Fact>
        <Fact label="Work ended">
          {formatCount((work?.jobsQueued ?? 0) + (work?.jobsRunning ?? 0))} jobs,{' '}
          {formatCount(work?.holds ?? 0)} holds
        </Fact>
        <Fact label="Asked for">
          {formatDateTime(erased.requestedAt, { seconds: true })} UTC by {erased.requestedBy}
        </Fact>
        <Fact label="Finished">
          {erased.finishedAt
            ? `${formatDateTime(erased.finishedAt, { seconds: true })} UTC, ${formatDuration(Date.parse(erased.finishedAt) - Date.parse(erased.requestedAt))} after`
            : 'Not yet'}
        </Fact>
        <Fact label="Reason">{erased.reason}</Fact>
      </dl>
      {receipt && (
        <p className="mt-4 break-all text-ink-faint text-xs">
          Entry in the journal of erasures:{' '}
          <code className="font-mono">{receipt.receipt.journalEntry}</code>
        </p>
      )}
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-faint">{label}</dt>
      <dd className="tabular break-words">{children}</dd>
    </div>
  );
}
