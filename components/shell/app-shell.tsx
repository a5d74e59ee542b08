import type { ReactNode } from 'react';
import { Brand } from './brand';
import { NavDrawer } from './nav-drawer';
import { NavList, type NavSection } from './nav-list';
import { SessionKeeper } from './session-keeper';
import { SkipLink } from './skip-link';

interface AppShellProps {
  homeHref: string;
  /** Shown beside the brand: "Console". */
  area?: string;
  nav: readonly NavSection[];
  /** Above the navigation: which tenant this is. */
  switcher?: ReactNode;
  /** Above the navigation: the way to everything by its name. */
  search?: ReactNode;
  /** Below the navigation: who is signed in. */
  userMenu?: ReactNode;
  /** Above the page: what everybody has to know, such as "Built-in local model in use". */
  banner?: ReactNode;
  /** On the right of the narrow top bar. */
  topActions?: ReactNode;
  children: ReactNode;
}

/**
 * Frame of the signed-in product: a sidebar from 1024 px, a top bar with a drawer below. Pages put
 * their content in PageBody (which scrolls with the window) or PageFill (which fills the screen).
 */
export function AppShell({
  homeHref,
  area,
  nav,
  switcher,
  search,
  userMenu,
  banner,
  topActions,
  children,
}: AppShellProps) {
  return (
    <div className="flex min-h-dvh">
      <SkipLink />
      <SessionKeeper />
      <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-line border-r bg-sunken lg:flex">
        <div className="flex h-14 items-center px-4">
          <Brand href={homeHref} area={area} />
        </div>
        {switcher && <div className="px-3 pb-3">{switcher}</div>}
        {search && <div className="px-3 pb-3">{search}</div>}
        <div className="min-h-0 flex-1 overflow-y-auto px-3 py-1">
          <NavList sections={nav} />
        </div>
        {userMenu && <div className="border-line border-t p-3">{userMenu}</div>}
      </aside>
      <div className="flex min-w-0 flex-1 flex-col has-[[data-fill]]:h-dvh">
        <header className="sticky top-0 z-30 flex h-14 shrink-0 items-center gap-1 border-line border-b bg-surface/95 px-2 backdrop-blur lg:hidden">
          <NavDrawer sections={nav} switcher={switcher} userMenu={userMenu} />
          <Brand href={homeHref} area={area} className="flex-1" />
          {topActions}
        </header>
        {banner}
        <main
          id="main"
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-col outline-none has-[[data-fill]]:min-h-0 has-[[data-fill]]:overflow-hidden"
        >
          {children}
        </main>
      </div>
    </div>
  );
}
