'use client';

import { ChevronDown, FileText, Folder, Library } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { LatePopover } from '@/components/ui/late-popover';
import type { Scope } from '@/lib/scope/schema';
import { useDocumentNames } from './use-document-names';

const ScopePicker = dynamic(() => import('./scope-picker').then((loaded) => loaded.ScopePicker));

export interface ScopeChipProps {
  slug: string;
  /** Those that the person may read. */
  folders: readonly { id: string; name: string }[];
  scope: Scope | undefined;
  onChoose: (scope: Scope | undefined) => void;
}

/** Beside the composer: what the next question is asked of, and the way to change it. */
export function ScopeChip({ slug, folders, scope, onChoose }: ScopeChipProps) {
  const [open, setOpen] = useState(false);
  const ids = scope && 'documentIds' in scope ? scope.documentIds : [];
  const names = useDocumentNames(slug, ids.length === 1 || open ? ids : []);
  const label = labelOf(scope, folders, names);
  const Icon = scope ? ('folderId' in scope ? Folder : FileText) : Library;
  return (
    <LatePopover
      open={open}
      onOpenChange={setOpen}
      aria-label="What to ask of"
      side="top"
      className="w-80 p-3"
      trigger={
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Asked of: ${label}. Change`}
          className={cn('min-w-0 max-w-56 font-normal', scope && 'text-accent-text')}
        >
          <Icon aria-hidden className="shrink-0" />
          <span className="truncate">{label}</span>
          <ChevronDown aria-hidden className="shrink-0 opacity-60" />
        </Button>
      }
    >
      <ScopePicker
        slug={slug}
        folders={folders}
        scope={scope}
        names={names}
        onChoose={onChoose}
        onDone={() => setOpen(false)}
      />
    </LatePopover>
  );
}

function labelOf(
  scope: Scope | undefined,
  folders: ScopeChipProps['folders'],
  names: ReadonlyMap<string, string | null | undefined>,
): string {
  if (!scope) return 'Everything';
  if ('folderId' in scope)
    return folders.find(({ id }) => id === scope.folderId)?.name ?? 'A folder you may not read';
  const [only, ...others] = scope.documentIds;
  if (only === undefined || others.length > 0) return `${scope.documentIds.length} documents`;
  const name = names.get(only);
  return name === null ? 'A document you may not read' : (name ?? '1 document');
}
