'use client';

import { useState } from 'react';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { singleKeysOn, switchSingleKeys } from '@/components/ui/plain-key';
import { Switch } from '@/components/ui/switch';
import type { ShortcutPlace } from './palette-facts';

/** Every key that does something, by where it does. */
export default function ShortcutSheet({
  places,
  onClose,
  onReturn,
}: {
  places: readonly ShortcutPlace[];
  onClose: () => void;
  onReturn: () => void;
}) {
  const [single, setSingle] = useState(singleKeysOn);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Keyboard shortcuts"
        size="md"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onReturn();
        }}
      >
        <div className="space-y-5">
          {places.map(({ title, shortcuts }) => (
            <section key={title} aria-label={title}>
              <h3 className="mb-1.5 font-medium text-ink-faint text-xs">{title}</h3>
              <dl className="divide-y divide-line">
                {shortcuts.map(({ keys, does }) => (
                  <div
                    key={does}
                    className="flex items-center justify-between gap-4 py-1.5 text-sm"
                  >
                    <dt>{does}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {keys.map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <div className="flex items-center justify-between gap-4 border-line border-t pt-4 text-sm">
            <span id="single-keys">Shortcuts of a single key, such as / and ?</span>
            <Switch
              aria-labelledby="single-keys"
              checked={single}
              onCheckedChange={(on) => {
                switchSingleKeys(on);
                setSingle(on);
              }}
            />
          </div>
        </div>
      </DialogContent>
    </Dialog>
  );
}
