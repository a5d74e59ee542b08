import { Gauge, X } from 'lucide-react';
import Link from 'next/link';
import { ShellBanner } from '@/components/shell/shell-banner';
import type { NoticeView } from '@/lib/usage/budgets/schema';
import { noticeWords } from './notice-words';
import { ReadButton } from './read-button';

interface NoticeBannerProps {
  slug: string;
  /** Unread ones, newest first. */
  notices: readonly NoticeView[];
}

/** For owner and admins, on every page until one of them has read it. */
export function NoticeBanner({ slug, notices }: NoticeBannerProps) {
  const [newest] = notices;
  if (!newest) return null;
  const more = notices.length - 1;
  return (
    <ShellBanner
      tone={newest.percent % 100 === 0 ? 'danger' : 'warn'}
      icon={<Gauge aria-hidden />}
      action={
        <ReadButton
          slug={slug}
          ids={notices.map(({ id }) => id)}
          variant="ghost"
          size="icon-sm"
          aria-label="Mark as read"
        >
          <X aria-hidden />
        </ReadButton>
      }
    >
      {noticeWords(newest)} {more > 0 && `${more} more. `}
      <Link href={`/t/${slug}/budgets`} className="font-medium underline underline-offset-2">
        See budgets
      </Link>
    </ShellBanner>
  );
}
