'use client';

import { Command } from 'cmdk';
import {
  Building2,
  CornerDownLeft,
  FileText,
  Keyboard,
  MessageSquareText,
  Monitor,
  Moon,
  Sun,
  Zap,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { Dialog as Radix } from 'radix-ui';
import { useRef, useState } from 'react';
import { overlayStyles } from '@/components/ui/dialog';
import { focusWhenThere } from './focus-when-there';
import type { PaletteFacts, PalettePlace } from './palette-facts';
import { Group, type PaletteItem } from './palette-group';
import { useChosen } from './use-chosen';
import { useFound } from './use-found';

interface CommandPaletteProps extends PaletteFacts {
  onClose: () => void;
  /** Gives the focus back to what had it. */
  onReturn: () => void;
  onShortcuts: () => void;
}

const THEMES = [
  { value: 'light', label: 'Light theme', icon: <Sun /> },
  { value: 'dark', label: 'Dark theme', icon: <Moon /> },
  { value: 'system', label: 'Theme of the system', icon: <Monitor /> },
];

/** Leads by a few letters to every page, conversation and document, and does what can be done from anywhere. */
export default function CommandPalette({
  pages,
  actions,
  workspaces,
  slug,
  onClose,
  onReturn,
  onShortcuts,
}: CommandPaletteProps) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const [words, setWords] = useState('');
  const found = useFound(slug, words);
  const { list, chosen, choose } = useChosen(found);
  const wanted = useRef<string>(undefined);
  const go = (icon: PaletteItem['icon']) => (place: PalettePlace) => ({
    ...place,
    icon,
    run: () => {
      wanted.current = place.focus ?? 'main';
      router.push(place.href);
      onClose();
    },
  });
  const themes = THEMES.map(({ value, label, icon }) => ({
    ...{ label, icon, href: `theme:${value}` },
    run: () => {
      setTheme(value);
      onClose();
    },
  }));
  const keys = { label: 'Keyboard shortcuts', href: 'keys', icon: <Keyboard />, run: onShortcuts };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={overlayStyles} />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (wanted.current) focusWhenThere(wanted.current);
            else onReturn();
          }}
          className="fixed inset-x-2 top-[max(0.5rem,10dvh)] z-50 mx-auto max-w-xl animate-fade-in overflow-hidden rounded-xl border border-line-firm bg-raised shadow-float outline-none"
        >
          <Radix.Title className="sr-only">Search or go to</Radix.Title>
          <Command
            label="Search or go to"
            loop
            filter={has}
            value={chosen}
            onValueChange={choose}
            className="flex max-h-[min(32rem,75dvh)] flex-col"
          >
            <Command.Input
              value={words}
              onValueChange={setWords}
              maxLength={200}
              placeholder={slug ? 'A page, a conversation, a document, an action' : 'A page'}
              className="h-12 w-full shrink-0 border-line border-b bg-transparent px-4 text-[0.9375rem] outline-none placeholder:text-ink-faint"
            />
            <Command.List
              ref={list}
              label="What was found"
              className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2"
            >
              <Group
                heading="Conversations"
                items={found.conversations.map(go(<MessageSquareText />))}
                always
              />
              <Group heading="Documents" items={found.documents.map(go(<FileText />))} always />
              <Group heading="Actions" items={[...actions.map(go(<Zap />)), keys]} />
              <Group heading="Pages" items={pages.map(go(<CornerDownLeft />))} />
              <Group heading="Workspaces" items={workspaces.map(go(<Building2 />))} />
              <Group heading="Theme" items={themes} />
              {found.conversations.length + found.documents.length === 0 && (
                <Command.Empty className="px-3 py-6 text-center text-ink-soft text-sm">
                  {found.searching ? 'Searching…' : 'Nothing has these words.'}
                </Command.Empty>
              )}
            </Command.List>
            <p role="status" className="border-line border-t px-4 py-2 text-ink-faint text-xs">
              {said(found, words)}
            </p>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Each word is in what is shown; letters that are scattered over it find nothing that anyone meant. */
function has(_value: string, words: string, shown: readonly string[] = []): number {
  const text = shown.join(' ').toLowerCase();
  const all = words.trim().toLowerCase().split(/\s+/);
  if (!all.every((word) => text.includes(word))) return 0;
  return text.startsWith(all[0] ?? '') ? 1 : 0.5;
}

/** The list changes while somebody types: those who do not see it are told how. */
function said(found: ReturnType<typeof useFound>, words: string): string {
  if (words.trim() === '') return 'Arrow keys choose, Enter opens, Escape closes.';
  if (found.failed) return 'Conversations and documents could not be searched just now.';
  if (found.searching) return 'Searching…';
  const of = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`;
  return `${of(found.conversations.length, 'conversation')} and ${of(found.documents.length, 'document')} found`;
}
