import { cn } from './cn';

const SIZE = { sm: 'size-6 text-[0.625rem]', md: 'size-8 text-xs', lg: 'size-10 text-sm' };

/** Initials of the first and last word. Decoration: the name stands beside it. */
export function Avatar({
  name,
  size = 'md',
  shape = 'circle',
  className,
}: {
  name: string;
  size?: keyof typeof SIZE;
  /** Square for organisations, round for people. */
  shape?: 'circle' | 'square';
  className?: string;
}) {
  const words = name
    .trim()
    .split(/[\s@._-]+/)
    .filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : undefined;
  const initials = `${[...(words[0] ?? '?')][0]}${last ? [...last][0] : ''}`.toUpperCase();
  return (
    <span
      aria-hidden
      className={cn(
        'inline-flex shrink-0 select-none items-center justify-center bg-accent-soft font-semibold text-accent-text',
        shape === 'circle' ? 'rounded-full' : 'rounded-md',
        SIZE[size],
        className,
      )}
    >
      {initials}
    </span>
  );
}
