'use client';

import { Menu } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet';
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
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open menu">
          <Menu aria-hidden className="size-5" />
        </Button>
      </SheetTrigger>
      <SheetContent title="Menu" side="left" size="sm" footer={userMenu}>
        <div className="flex flex-col gap-4 p-3">
          {switcher}
          <NavList sections={sections} onNavigate={() => setOpen(false)} />
        </div>
      </SheetContent>
    </Sheet>
  );
}
