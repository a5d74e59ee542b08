import Link from 'next/link';
import { Alert } from '@/components/ui/alert';
import { Time } from '@/components/ui/time';
import type { DueDocument } from '@/lib/lifecycle/retention/schema';

/** Above the library: what is deleted within two weeks, to be saved in time. */
export function DueDocuments({
  slug,
  documents,
}: {
  slug: string;
  documents: readonly DueDocument[];
}) {
  if (documents.length === 0) return null;
  const what = documents.length === 1 ? 'One document' : `${documents.length} documents`;
  return (
    <Alert
      kind="warn"
      className="mb-6"
      title={`${what} will be deleted within two weeks`}
      text={
        <ul className="max-h-40 space-y-1 overflow-y-auto">
          {documents.map(({ id, name, endsAt }) => (
            <li key={id}>
              <Link href={`/t/${slug}/documents/${id}`} className="break-all underline">
                {name}
              </Link>{' '}
              on <Time value={endsAt} mode="date" />
            </li>
          ))}
        </ul>
      }
    />
  );
}
