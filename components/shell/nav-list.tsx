'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { NearLink } from '@/components/ui/near-link';

export interface NavItem {
  label: string;
  href: string;
  /** An element, not a component, so that server layouts can pass it: `<FileText />`. */
  icon?: ReactNode;
  /** A count or a badge at the end of the row. */
  badge?: ReactNode;
  /** Addresses of pages that are reached through this one and do not lie below it. */
  leadsTo?: readonly string[];
}

export interface NavSection {
  label?: string;
  items: readonly NavItem[];
}

/** The item of the longest address that the path begins with; so "/t/acme" is not active on "/t/acme/usage". */
export function activeHref(pathname: string, sections: readonly NavSection[]): string | undefined {
  return sections
    .flatMap(({ items }) => items)
    .flatMap(({ href, leadsTo = [] }) => [href, ...leadsTo].map((address) => ({ address, href })))
    .filter(({ address }) => pathname === address || pathname.startsWith(`${address}/`))
    .sort((a, b) => b.address.length - a.address.length)[0]?.href;
}

interface NavListProps {
  sections: readonly NavSection[];
  onNavigate?: () => void;
}

export function NavList({ sections, onNavigate }: NavListProps) {
  const active = activeHref(usePathname(), sections);
  return (
    <nav aria-label="Main" className="flex flex-col gap-5">
      {sections.map((section) => (
        <div key={section.label ?? section.items[0]?.href}>
          {section.label && (
            <p className="px-2.5 pb-1.5 font-medium text-ink-faint text-xs">{section.label}</p>
          )}
          <ul className="flex flex-col gap-0.5">
            {section.items.map((item) => (
              <li key={item.href}>
                <NearLink
                  href={item.href}
                  onClick={onNavigate}
                  aria-current={item.href === active ? 'page' : undefined}
                  className={cn(
                    'relative flex min-h-8 items-center gap-2.5 rounded-md px-2.5 py-1 font-medium text-ink-soft text-sm transition-colors hover:bg-ink/5 hover:text-ink touch:min-h-11',
                    "[&_svg:not([class*='size-'])]:size-4 [&_svg]:shrink-0",
                    item.href === active &&
                      'bg-accent-soft text-accent-text hover:bg-accent-soft hover:text-accent-text',
                  )}
                >
                  {item.icon}
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.badge}
                </NearLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
