import Link from 'next/link';
import type { AuditRow } from '@/lib/console/schema';
import { changeHref } from './change-href';

/** From an entry to what it is about. */
export function AuditLinks({ row }: { row: AuditRow }) {
  const links = [
    { href: changeHref(row), words: 'What changed' },
    {
      href:
        row.requestId && row.tenant
          ? `/console/tenants/${row.tenant.id}/requests/${row.requestId}`
          : undefined,
      words: 'Trace',
    },
  ];
  return links.map(
    ({ href, words }) =>
      href && (
        <span key={words} className="whitespace-nowrap">
          {' · '}
          <Link
            href={href}
            prefetch={false}
            className="text-accent-text underline underline-offset-2"
          >
            {words}
          </Link>
        </span>
      ),
  );
}
