import Link from 'next/link';
import { Alert } from '@/components/ui/alert';
import type { DocumentView } from '@/lib/documents/schema';
import type { VersionView } from '@/lib/documents/versions/schema';

interface VersionNoticeProps {
  slug: string;
  document: DocumentView;
  versions: readonly VersionView[];
}

/** Says that what is shown is not what answers come from any more, and leads to what is. */
export function VersionNotice({ slug, document, versions }: VersionNoticeProps) {
  if (!document.supersededAt) return null;
  const inForce = versions.find((each) => each.inForce);
  return (
    <Alert
      kind="warn"
      title={`This is version ${document.version}, an earlier one`}
      text={
        <>
          Answers that cite it were given from this text; no new answer is.{' '}
          {inForce && (
            <Link href={`/t/${slug}/documents/${inForce.id}`} className="underline">
              Open version {inForce.version}, which is in force
            </Link>
          )}
        </>
      }
    />
  );
}
