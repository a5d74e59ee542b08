'use client';

import { Check, ChevronsUpDown } from 'lucide-react';
import Link from 'next/link';
import { Avatar } from '@/components/ui/avatar';
import { LateMenu } from '@/components/ui/late-menu';

export interface SwitcherChoice {
  label: string;
  href: string;
  /** A plan or a role. */
  detail?: string;
  active: boolean;
}

/** Which organisation the pages belong to, and a menu of the reader's others. Each is a link. */
export function ContextSwitcher({
  label,
  choices,
}: {
  label: string;
  choices: readonly SwitcherChoice[];
}) {
  const current = choices.find((choice) => choice.active);
  return (
    <LateMenu
      align="start"
      className="w-(--radix-dropdown-menu-trigger-width) min-w-56"
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${current?.label ?? 'none'}`}
          className="flex w-full items-center gap-2.5 rounded-md border border-line-firm bg-surface px-2.5 py-1.5 text-left shadow-card hover:bg-ink/3 touch:min-h-11 dark:bg-raised"
        >
          <Avatar name={current?.label ?? '?'} size="sm" shape="square" />
          <span className="flex min-w-0 flex-1 flex-col">
            <span className="truncate font-medium text-sm leading-5">
              {current?.label ?? 'Choose'}
            </span>
            {current?.detail && (
              <span className="truncate text-ink-faint text-xs">{current.detail}</span>
            )}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
    >
      {({ MenuItem, MenuLabel }) => (
        <>
          <MenuLabel>{label}</MenuLabel>
          {choices.map((choice) => (
            <MenuItem key={choice.href} asChild>
              <Link href={choice.href} aria-current={choice.active ? 'true' : undefined}>
                <Avatar name={choice.label} size="sm" shape="square" />
                <span className="flex min-w-0 flex-1 flex-col">
                  <span className="truncate">{choice.label}</span>
                  {choice.detail && (
                    <span className="truncate text-ink-faint text-xs">{choice.detail}</span>
                  )}
                </span>
                {choice.active && <Check aria-hidden />}
              </Link>
            </MenuItem>
          ))}
        </>
      )}
    </LateMenu>
  );
}
