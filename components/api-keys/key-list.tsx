import { KeyRound } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import type { KeyView } from '@/lib/api-keys/schema';
import { KeyActions } from './key-actions';
import { ownLimits } from './key-facts';
import { SCOPE_WORDS } from './scope-words';

interface KeyListProps {
  slug: string;
  keys: readonly KeyView[];
}

/** Every key, those in force first; a row at 360 px is read from above. */
export function KeyList({ slug, keys }: KeyListProps) {
  if (keys.length === 0)
    return (
      <EmptyState
        icon={<KeyRound aria-hidden />}
        title="No keys yet"
        text="A key lets a program of yours use this workspace, under its plan, its budgets and its audit log."
        className="mb-6"
      />
    );
  return (
    <Card flush title="Keys" className="mb-6">
      <ul aria-label="API keys" className="divide-y divide-line">
        {keys.map((key) => (
          <KeyRow key={key.id} slug={slug} apiKey={key} />
        ))}
      </ul>
    </Card>
  );
}

const STATE = {
  active: { tone: 'success', word: 'Active' },
  expired: { tone: 'neutral', word: 'Expired' },
  revoked: { tone: 'danger', word: 'Revoked' },
} as const;

function KeyRow({ slug, apiKey }: { slug: string; apiKey: KeyView }) {
  const { tone, word } = STATE[apiKey.state];
  const limits = ownLimits(apiKey);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-64 space-y-1.5">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="min-w-0 font-medium text-sm [overflow-wrap:anywhere]">
            {apiKey.name}
          </span>
          <Badge dot tone={tone}>
            {word}
          </Badge>
          {apiKey.state === 'active' && apiKey.replacedBy && <Badge tone="warn">Replaced</Badge>}
        </p>
        <p className="font-mono text-ink-soft text-xs [overflow-wrap:anywhere]">{apiKey.prefix}…</p>
        <ul aria-label="It may" className="flex flex-wrap gap-1.5">
          {apiKey.scopes.map((scope) => (
            <li key={scope}>
              <Badge>{SCOPE_WORDS[scope].name}</Badge>
            </li>
          ))}
        </ul>
        {limits && (
          <p className="text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">{limits}</p>
        )}
        <KeyTimes apiKey={apiKey} />
      </div>
      {apiKey.state === 'active' && <KeyActions slug={slug} apiKey={apiKey} />}
    </li>
  );
}

function KeyTimes({ apiKey }: { apiKey: KeyView }) {
  const { lastUsedAt, expiresAt, revokedAt, createdAt, createdBy, state } = apiKey;
  return (
    <p className="text-[0.8125rem] text-ink-faint">
      {lastUsedAt ? (
        <>
          Last used <Time value={lastUsedAt} />
        </>
      ) : (
        'Never used'
      )}
      {' · '}
      {revokedAt ? (
        <>
          revoked <Time value={revokedAt} />
        </>
      ) : expiresAt ? (
        <>
          {state === 'expired' ? 'ended ' : 'ends '}
          <Time value={expiresAt} mode="absolute" />
        </>
      ) : (
        'no end'
      )}
      {' · '}
      created <Time value={createdAt} mode="date" /> by {createdBy ?? 'somebody who left'}
    </p>
  );
}
