import { formatCount, formatDateTime } from '@/components/ui/format';
import type { SignedRoot } from '@/lib/compliance/schema';

/** What the summary was computed from, so that whoever has it can ask for the log and check it. */
export function SignedRootFacts({ signed }: { signed: SignedRoot | null }) {
  if (!signed)
    return (
      <p className="mb-5 text-[0.8125rem] text-ink-soft">
        No root of the audit log was signed yet. It takes a minute.
      </p>
    );
  const facts = [
    ['Audit log', signed.logId],
    ['Entries signed', formatCount(signed.size)],
    ['Signed (UTC)', formatDateTime(signed.signedAt, { seconds: true })],
    ['Root', signed.root],
    ['Key', signed.fingerprint],
  ];
  return (
    <dl
      aria-label="Signed root of the audit log"
      className="mb-5 grid gap-x-4 gap-y-1 rounded-md border border-line bg-sunken p-3 text-[0.8125rem] sm:grid-cols-[max-content_1fr]"
    >
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-faint">{name}</dt>
          <dd className="tabular break-all font-mono text-xs">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
