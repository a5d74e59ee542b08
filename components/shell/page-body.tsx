import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

const WIDTH = { narrow: 'max-w-3xl', page: 'max-w-6xl', wide: 'max-w-[96rem]' };

/** Margins and measure of an ordinary page. */
export function PageBody({
  width = 'page',
  className,
  children,
}: {
  width?: keyof typeof WIDTH;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      className={cn(
        'mx-auto w-full px-4 pt-6 pb-16 sm:px-6 lg:px-8 lg:pt-8',
        WIDTH[width],
        className,
      )}
    >
      {children}
    </div>
  );
}

/** For pages that manage their own scrolling, such as a chat: exactly the room the shell leaves. */
export function PageFill({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div data-fill className={cn('flex min-h-0 min-w-0 flex-1 flex-col', className)}>
      {children}
    </div>
  );
}
