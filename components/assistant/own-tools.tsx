'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { toast } from '@/components/ui/toast';
import { removeToolAction } from '@/lib/tools/actions';
import { asksFirst, type HttpTool, MOST_HTTP_TOOLS } from '@/lib/tools/schema';
import { ToolEditor } from './tool-editor';

interface OwnToolsProps {
  slug: string;
  tools: readonly HttpTool[];
  hosts: readonly string[];
  /** Of tools that have a secret: the host that it is for. */
  secretHosts: Readonly<Record<string, string>>;
}

/** Tools that call other systems of the company, as its administrators describe them. */
export function OwnTools({ slug, tools, hosts, secretHosts }: OwnToolsProps) {
  const router = useRouter();
  const [open, setOpen] = useState<'new' | HttpTool>();
  const add = (
    <Button
      onClick={() => setOpen('new')}
      disabled={tools.length >= MOST_HTTP_TOOLS || hosts.length === 0}
    >
      Add a tool
    </Button>
  );
  return (
    <div className="space-y-4">
      {hosts.length === 0 && (
        <p className="text-ink-soft text-sm">
          Switch on “Own tools” above and allow the hosts that they may call first.
        </p>
      )}
      {tools.length === 0 ? (
        <EmptyState
          title="No tools of your own"
          text="A tool calls one address of one of your systems: an order’s state, a ticket, a stock level."
          action={add}
        />
      ) : (
        <>
          <ul aria-label="Own tools" className="divide-y divide-line">
            {tools.map((tool) => (
              <li key={tool.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
                <div className="min-w-0 flex-1 basis-60">
                  <p className="flex flex-wrap items-center gap-2 text-sm">
                    <span className="font-medium [overflow-wrap:anywhere]">{tool.name}</span>
                    {!tool.enabled && <Badge>Off</Badge>}
                    {asksFirst(tool) && <Badge>Asks first</Badge>}
                    {tool.secretHeader && !secretHosts[tool.id] && (
                      <Badge tone="warn">Secret missing</Badge>
                    )}
                  </p>
                  <p className="font-mono text-ink-soft text-xs [overflow-wrap:anywhere]">
                    {tool.method} {tool.url}
                  </p>
                </div>
                <Button size="sm" onClick={() => setOpen(tool)}>
                  Edit<span className="sr-only"> {tool.name}</span>
                </Button>
                <ConfirmDialog
                  trigger={
                    <Button size="sm" variant="ghost">
                      Remove<span className="sr-only"> {tool.name}</span>
                    </Button>
                  }
                  title={`Remove ${tool.name}?`}
                  description="It is not called any more, and its secret is erased. The history keeps what it was; restoring it asks for the secret anew."
                  confirmLabel="Remove tool"
                  onConfirm={async () => {
                    const result = await removeToolAction(slug, { id: tool.id });
                    if (!result.ok) return result.error.message;
                    toast.success(`${tool.name} was removed`);
                    router.refresh();
                    return undefined;
                  }}
                />
              </li>
            ))}
          </ul>
          {add}
        </>
      )}
      <Dialog open={open !== undefined} onOpenChange={(next) => !next && setOpen(undefined)}>
        {open !== undefined && (
          <DialogContent
            size="lg"
            title={open === 'new' ? 'Add a tool' : `Edit ${open.name}`}
            description="The model sees its name, its description and the form of its input; the address, the headers and the secret it never sees."
          >
            <ToolEditor
              slug={slug}
              tool={open === 'new' ? undefined : open}
              secretHost={open === 'new' ? undefined : secretHosts[open.id]}
              onDone={() => {
                setOpen(undefined);
                router.refresh();
              }}
            />
          </DialogContent>
        )}
      </Dialog>
    </div>
  );
}
