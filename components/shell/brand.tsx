import Link from 'next/link';
import { cn } from '@/components/ui/cn';

/** Lanes kept apart under one roof; together a T. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn('size-6', className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <g className="fill-on-accent">
        <rect x="5" y="5.5" width="14" height="3" rx="1" />
        <rect x="10.25" y="10" width="3.5" height="8.5" rx="1" />
        <rect x="5" y="10" width="3.5" height="4" rx="1" opacity="0.6" />
        <rect x="15.5" y="10" width="3.5" height="4" rx="1" opacity="0.6" />
      </g>
    </svg>
  );
}

/** `area` says which of the product's faces this is: Console, Finance. */
export function Brand({
  href,
  area,
  className,
}: {
  href: string;
  area?: string;
  className?: string;
}) {
  return (
    <Link
      href={href}
      className={cn(
        'inline-flex min-w-0 items-center gap-2.5 rounded-md py-1 touch:min-h-11',
        className,
      )}
    >
      <BrandMark className="shrink-0" />
      <span className="font-semibold text-[0.9375rem] tracking-tight">Tenantry</span>
      {area && (
        <span className="truncate border-line-firm border-l pl-2.5 text-ink-soft text-sm">
          {area}
        </span>
      )}
    </Link>
  );
}
