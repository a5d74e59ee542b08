import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import type { PalettePlace } from './palette-facts';

export interface PaletteItem extends PalettePlace {
  icon: ReactNode;
  run: () => void;
}

export function itemValue(heading: string, href: string): string {
  return `${heading}:${href}`;
}

/** `always`: a server found them, and not by their letters alone. */
export function Group({
  heading,
  items,
  always = false,
}: {
  heading: string;
  items: readonly PaletteItem[];
  always?: boolean;
}) {
  if (items.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      forceMount={always}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {items.map(({ label, detail, href, icon, run }) => (
        <Command.Item
          key={href}
          // Two of one name are two.
          value={itemValue(heading, href)}
          keywords={[label, detail ?? '', heading]}
          forceMount={always}
          onSelect={run}
          className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text touch:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0"
        >
          <span aria-hidden className="text-ink-faint">
            {icon}
          </span>
          <span className="min-w-0 flex-1 truncate">{label}</span>
          {detail && <span className="truncate text-ink-soft text-xs">{detail}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
