import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from './button';
import { ButtonLink } from './button-link';

interface PaginationProps {
  /** Address of the page before and after; absent at the ends. Works for cursors as for numbers. */
  previousHref?: string;
  nextHref?: string;
  /** "1 to 50 of 312". */
  summary?: string;
}

export function Pagination({ previousHref, nextHref, summary }: PaginationProps) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3 pt-3">
      <p className="tabular text-[0.8125rem] text-ink-faint">{summary}</p>
      <div className="flex gap-2">
        <Step href={previousHref} rel="prev">
          <ChevronLeft aria-hidden /> Previous
        </Step>
        <Step href={nextHref} rel="next">
          Next <ChevronRight aria-hidden />
        </Step>
      </div>
    </nav>
  );
}

function Step({ href, rel, children }: { href?: string; rel: string; children: React.ReactNode }) {
  if (href) {
    return (
      <ButtonLink href={href} rel={rel} size="sm">
        {children}
      </ButtonLink>
    );
  }
  return (
    <Button size="sm" disabled>
      {children}
    </Button>
  );
}
