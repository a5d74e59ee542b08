import { Download } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button-link';
import { buttonVariants } from '@/components/ui/button-variants';
import { formatDateTime } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { diffPrices } from '@/lib/finance/prices/changes/schema';
import type { PriceVersionView } from '@/lib/finance/prices/schema';
import { PriceChanges } from './price-changes';
import { STATE_LABEL } from './price-words';

interface PriceHistoryProps {
  /** Of one book, newest first. */
  versions: readonly PriceVersionView[];
  canEdit: boolean;
}

/** Each version with what it changed of the one before it. */
export function PriceHistory({ versions, canEdit }: PriceHistoryProps) {
  return (
    <ol className="divide-y divide-line">
      {versions.map((version, index) => {
        const before = versions[index + 1];
        const [tone, label] = STATE_LABEL[version.state];
        return (
          <li key={version.id} className="grid gap-3 px-5 py-4 md:grid-cols-[1fr_1fr]">
            <div className="min-w-0 space-y-1.5">
              <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
                <Link
                  href={`/finance/prices/${version.id}`}
                  className="text-accent-text hover:underline"
                >
                  Version {version.id}
                </Link>
                <Badge tone={tone}>{label}</Badge>
              </p>
              <p className="break-words text-sm">{version.reason}</p>
              <p className="text-ink-faint text-xs">
                From {formatDateTime(version.startsAt)} UTC
                {version.author && (
                  <>
                    {' · '}
                    {version.author}, <Time value={version.createdAt} mode="absolute" />
                  </>
                )}
              </p>
              <div className="flex flex-wrap gap-2 pt-1">
                <a
                  href={`/api/finance/prices.csv?version=${version.id}`}
                  download
                  aria-label={`CSV of version ${version.id}`}
                  className={buttonVariants({ size: 'sm' })}
                >
                  <Download aria-hidden /> CSV
                </a>
                {canEdit && version.state === 'ahead' && (
                  <ButtonLink
                    href={`/finance/prices/new?book=${version.book}&withdraw=${version.id}`}
                    size="sm"
                  >
                    Withdraw…
                  </ButtonLink>
                )}
              </div>
            </div>
            {before ? (
              <PriceChanges changes={diffPrices(before, version)} most={12} />
            ) : (
              <p className="text-[0.8125rem] text-ink-faint">The first version</p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
