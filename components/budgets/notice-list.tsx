import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { formatDateTime } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { NoticeView } from '@/lib/usage/budgets/schema';
import { noticeWords } from './notice-words';

interface NoticeListProps {
  notices: readonly NoticeView[];
  timeZone: string;
}

/** Thresholds that were reached, newest first. */
export function NoticeList({ notices, timeZone }: NoticeListProps) {
  return (
    <EntryList
      none={{
        title: 'No budget is near its limit',
        text: 'When one reaches its threshold, then 95% and its end, it is said here once.',
      }}
      entries={notices.map((notice) => ({
        id: notice.id,
        title: noticeWords(notice),
        note: `${formatDateTime(notice.at, { timeZone })} ${timeZone}`,
        aside: (
          <>
            {!notice.read && <Badge tone="warn">New</Badge>}
            <Time value={notice.at} className="whitespace-nowrap text-[0.8125rem] text-ink-faint" />
          </>
        ),
      }))}
    />
  );
}
