import { Download } from 'lucide-react';
import { OperationProgress, tookUntil } from '@/components/operations/operation-progress';
import { failureWords, isActive } from '@/components/operations/operation-words';
import { WatchOperations } from '@/components/operations/watch-operations';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount, formatDate } from '@/components/ui/format';
import type { ExportView } from '@/lib/lifecycle/export/schema';
import type { OperationView } from '@/lib/operations/schema';
import { RemoveExportButton, StartExportButton } from './export-actions';

interface ExportCardProps {
  slug: string;
  exports: readonly ExportView[];
  /** The latest export's, while it goes on or failed. */
  operation: OperationView | undefined;
  /** Of the server, in ms. */
  now: number;
}

/** Everything of the workspace as one archive: start, progress, download, what there was. */
export function ExportCard({ slug, exports, operation, now }: ExportCardProps) {
  const active = operation !== undefined && isActive(operation);
  return (
    <Card
      flush
      title="Export"
      description="Documents, everybody’s conversations, settings, usage and audit log as one archive with a list of hashes. It lies here sealed for a week; only owners can download it."
      actions={!active && <StartExportButton slug={slug} />}
      className="mb-6"
    >
      {operation && active && (
        <div className="border-line border-b px-5 py-4">
          <WatchOperations />
          <OperationProgress operation={operation} took={tookUntil(now, operation)} />
        </div>
      )}
      {operation?.state === 'failed' && (
        <p className="border-line border-b px-5 py-4 text-danger text-sm">
          The last export failed. {failureWords(operation)}
        </p>
      )}
      {exports.length === 0 ? (
        <p className="px-5 py-4 text-ink-soft text-sm">No export yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {exports.map((each) => (
            <ExportRow key={each.id} slug={slug} export={each} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ExportRow({ slug, export: made }: { slug: string; export: ExportView }) {
  const { documents, conversations } = made.contents;
  const day = formatDate(made.createdAt);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium text-sm">{day}</p>
        <p className="text-[0.8125rem] text-ink-soft">
          {formatBytes(made.bytes)}: {formatCount(documents)}{' '}
          {documents === 1 ? 'document' : 'documents'}, {formatCount(conversations)}{' '}
          {conversations === 1 ? 'conversation' : 'conversations'} · asked for by {made.requestedBy}
        </p>
        <p className="break-all text-ink-faint text-xs">
          {made.available ? `Until ${formatDate(made.expiresAt)}` : 'Removed'} · SHA-256{' '}
          <code className="font-mono">{made.sha256}</code>
        </p>
      </div>
      {made.available && (
        <div className="flex flex-wrap gap-2">
          <a
            href={`/api/t/${slug}/exports/${made.id}`}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> Download
          </a>
          <RemoveExportButton slug={slug} id={made.id} day={day} />
        </div>
      )}
    </li>
  );
}
