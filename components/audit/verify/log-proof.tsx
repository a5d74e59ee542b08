'use client';

import { Download, KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { formatDateTime } from '@/components/ui/format';
import { keyFingerprint } from './note';
import { proofWords } from './proof-words';
import { useVerified } from './verified-log';

const inUtc = (at: string) => `${formatDateTime(at, { seconds: true })} UTC`;

/** What this browser found of the log, with the log and its key to take away. `download`: the whole log's address. */
export function LogProof({ download }: { download: string }) {
  const { checking, forget } = useVerified();
  const { kind, title, text } = proofWords(checking, inUtc);
  const logs = checking.state === 'checked' ? checking.logs : [];
  const keys = logs[0]?.proofs.keys ?? [];
  const bad = logs.find(({ state }) => state !== 'good' && state !== 'unsigned');
  return (
    <Alert
      kind={kind}
      className="mb-4"
      title={title}
      text={
        <>
          {text} {keys[0] && <Fingerprint verifierKey={keys[0]} />}
        </>
      }
      action={
        <div className="flex flex-wrap gap-2">
          {bad && (
            <Button size="sm" onClick={() => forget(bad.proofs.logId)}>
              Begin anew with this log
            </Button>
          )}
          <a href={download} download className={buttonVariants({ size: 'sm' })}>
            <Download aria-hidden /> Whole log
          </a>
          {keys.length > 0 && (
            <a
              href={`data:text/plain,${encodeURIComponent(`${keys.join('\n')}\n`)}`}
              download="tenantry-audit.keys"
              className={buttonVariants({ size: 'sm' })}
            >
              <KeyRound aria-hidden /> Public key
            </a>
          )}
        </div>
      }
    />
  );
}

function Fingerprint({ verifierKey }: { verifierKey: string }) {
  const [shown, setShown] = useState('');
  useEffect(() => {
    keyFingerprint(verifierKey).then(setShown);
  }, [verifierKey]);
  return (
    shown && (
      <span className="block text-xs">
        Key <code className="break-all font-mono">{shown}</code>
      </span>
    )
  );
}
