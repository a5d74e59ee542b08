'use client';

import { ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { LatePopover } from '@/components/ui/late-popover';
import { ThemeToggle } from '@/components/ui/theme-toggle';

interface UserMenuProps {
  name: string;
  /** "Admin", "Platform operator". */
  role: string;
  email?: string;
  /** Links to other areas or to the profile. */
  links?: ReactNode;
  /** A form whose button signs out. */
  signOut?: ReactNode;
}

/** A popover and not a menu: it holds a form and a group of buttons, which menus may not. */
export function UserMenu({ name, role, email, links, signOut }: UserMenuProps) {
  return (
    <LatePopover
      side="top"
      aria-label="Account"
      className="w-64 p-0"
      trigger={
        <button
          type="button"
          aria-label={`Account: ${name}, ${role}`}
          className="flex w-full items-center gap-2.5 rounded-md px-1.5 py-1 text-left hover:bg-ink/5 data-[state=open]:bg-ink/5 touch:min-h-11"
        >
          <Avatar name={name} />
          <span className="flex min-w-0 flex-1 flex-col">
            <span className="truncate font-medium text-sm leading-5">{name}</span>
            <span className="truncate text-ink-faint text-xs">{role}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
    >
      <div className="px-4 py-3">
        <p className="truncate font-medium">{name}</p>
        {email && <p className="truncate text-ink-soft text-xs">{email}</p>}
        <p className="truncate text-ink-faint text-xs">{role}</p>
      </div>
      <div className="flex items-center justify-between gap-3 border-line border-t px-4 py-2.5">
        <span className="text-ink-soft">Theme</span>
        <ThemeToggle />
      </div>
      {links && <div className="flex flex-col border-line border-t p-2">{links}</div>}
      {signOut && <div className="border-line border-t p-2">{signOut}</div>}
    </LatePopover>
  );
}
