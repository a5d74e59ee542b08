'use client';

import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import {
  type ComponentProps,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { cn } from './cn';

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;

export const menuSurface =
  'z-50 min-w-48 max-w-[calc(100vw-1rem)] max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto animate-pop-in rounded-lg border border-line-firm bg-raised p-1 shadow-float';

const itemStyles = [
  'relative flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink text-sm outline-none touch:min-h-11',
  "data-[disabled]:opacity-50 data-[highlighted]:bg-ink/7 [&_svg:not([class*='size-'])]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-faint",
].join(' ');

/** Where a menu opens whose button is drawn outside of it: a box over the button, for nobody's eyes or keys. */
export function MenuAnchor({ over, open }: { over: RefObject<Element | null>; open: boolean }) {
  const [box, setBox] = useState<DOMRect>();
  useLayoutEffect(() => {
    if (open) setBox(over.current?.getBoundingClientRect());
  }, [open, over]);
  return createPortal(
    <Radix.Trigger asChild>
      <span
        aria-hidden
        className="pointer-events-none fixed"
        style={{ left: box?.left, top: box?.top, width: box?.width, height: box?.height }}
      />
    </Radix.Trigger>,
    document.body,
  );
}

export function MenuContent({
  className,
  align = 'end',
  ...props
}: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        align={align}
        {...props}
        className={cn(menuSurface, className)}
      />
    </Radix.Portal>
  );
}

interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: ReactNode;
  tone?: 'default' | 'danger';
  shortcut?: string;
}

/** With `asChild` the child is drawn as it is: pass the icon inside it. */
export function MenuItem({
  icon,
  tone,
  shortcut,
  className,
  children,
  asChild,
  ...props
}: MenuItemProps) {
  return (
    <Radix.Item
      {...props}
      asChild={asChild}
      className={cn(
        itemStyles,
        tone === 'danger' && 'text-danger data-[highlighted]:bg-danger-soft [&_svg]:text-danger',
        className,
      )}
    >
      {asChild ? (
        children
      ) : (
        <>
          {icon}
          <span className="min-w-0 flex-1 truncate">{children}</span>
          {shortcut && <span className="text-ink-faint text-xs">{shortcut}</span>}
        </>
      )}
    </Radix.Item>
  );
}

export function MenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem {...props} className={cn(itemStyles, 'pr-8', className)}>
      {children}
      <Radix.ItemIndicator className="absolute right-2.5">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}

export function MenuCheckboxItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem {...props} className={cn(itemStyles, 'pr-8', className)}>
      {children}
      <Radix.ItemIndicator className="absolute right-2.5">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return (
    <Radix.Label
      {...props}
      className={cn('px-2.5 pt-2 pb-1 font-medium text-ink-faint text-xs', className)}
    />
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
