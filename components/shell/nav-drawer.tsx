'use client';

import { Menu } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LateSheet } from '@/components/ui/late-sheet';
import { NavList, type NavSection } from './nav-list';

interface NavDrawerProps {
  sections: readonly NavSection[];
  switcher?: ReactNode;
  userMenu?: ReactNode;
}

/** The sidebar's content at widths that have no room for a sidebar. */
export function NavDrawer({ sections, switcher, userMenu }: NavDrawerProps) {
  const [open, setOpen] = useState(false);
  return (
    <LateSheet
      open={open}
      onOpenChange={setOpen}
      title="Menu"
      side="left"
      size="sm"
      footer={userMenu}
      trigger={
        <Button variant="ghost" size="icon" aria-label="Open menu">
          <Menu aria-hidden className="size-5" />
        </Button>
      }
    >
      <div className="flex flex-col gap-4 p-3">
        {switcher}
        <NavList sections={sections} onNavigate={() => setOpen(false)} />
      </div>
    </LateSheet>
  );
}
