import type { Checking, ShownLog } from './use-checked-logs';

export interface ProofWords {
  kind: 'info' | 'success' | 'warn' | 'error';
  title: string;
  text: string;
}

/** What this browser found, in words: the worst first. `time`: how the reader writes one. */
export function proofWords(checking: Checking, time: (at: string) => string): ProofWords {
  if (checking.state === 'checking')
    return { kind: 'info', title: 'Verifying in this browser…', text: '' };
  if (checking.state === 'unable')
    return {
      kind: 'warn',
      title: 'This browser cannot verify the log here',
      text: 'Cryptography needs a page that came by https. Download the log, and verify the file.',
    };
  if (checking.state === 'failed')
    return {
      kind: 'warn',
      title: 'The proofs could not be loaded',
      text: 'Nothing was verified. Reload the page to try again.',
    };
  const bad = checking.logs.find(({ state }) => state !== 'good' && state !== 'unsigned');
  if (bad) return badLog(bad, time);
  const states = checking.logs.flatMap((log) => [...log.entries.values()]);
  const wrong = states.filter((state) => state === 'false').length;
  if (wrong > 0)
    return {
      kind: 'error',
      title:
        wrong === 1
          ? 'One entry is not what was signed'
          : `${wrong} entries are not what was signed`,
      text: 'It was changed after it was written, written later than it says, or its place in the log is not known. It is marked red.',
    };
  const removed = checking.logs.reduce((sum, log) => sum + log.proofs.removed, 0);
  if (removed > 0)
    return {
      kind: 'error',
      title: removed === 1 ? 'One entry was removed here' : `${removed} entries were removed here`,
      text: 'The log has their places, and what they said is gone.',
    };
  const fault = checking.logs.find((log) => log.proofs.fault);
  if (fault) return faultWords(fault);
  const late = states.filter((state) => state === 'late' || state === 'overdue').length;
  if (late > 0)
    return {
      kind: 'warn',
      title:
        late === 1 ? 'One entry was not signed in time' : `${late} entries were not signed in time`,
      text: 'Entries are signed within seconds after they are written. The signing was interrupted, or somebody wrote these later than they say.',
    };
  return goodWords(checking.logs, states.filter((state) => state === 'waiting').length, time);
}

function badLog(log: ShownLog, time: (at: string) => string): ProofWords {
  const before = log.before ? time(log.before) : 'before';
  if (log.state === 'unknown-signer')
    return {
      kind: 'error',
      title: 'The log is signed by a key that this browser does not know',
      text: 'Compare the key’s fingerprint with the one that the platform publishes before you believe anything here.',
    };
  return {
    kind: 'error',
    title: 'This is not the log that this browser saw before',
    text:
      log.state === 'shortened'
        ? `It has fewer entries than were signed at ${before}: some were removed, or the platform was restored from a backup.`
        : `It does not contain what was signed at ${before}: its past was rewritten.`,
  };
}

function faultWords({ proofs }: ShownLog): ProofWords {
  return {
    kind: 'error',
    title: 'The platform no longer signs this log',
    text:
      proofs.fault === 'behind'
        ? 'It has fewer entries than a checkpoint that left the platform, as after a restore from a backup.'
        : 'It does not contain what was signed before. The platform’s operators were told.',
  };
}

function goodWords(
  logs: readonly ShownLog[],
  waiting: number,
  time: (at: string) => string,
): ProofWords {
  const [log] = logs;
  const later = waiting > 0 ? ` ${waiting} of the newest wait for their signature.` : '';
  if (!log?.note) {
    const text = 'Entries are signed within seconds after they are written.';
    return { kind: 'info', title: 'Nothing is signed yet', text };
  }
  if (logs.length > 1)
    return {
      kind: 'success',
      title: 'Verified in this browser',
      text: `Every entry shown stands in one of ${logs.length} signed logs.${later}`,
    };
  const since = log.before
    ? ` Nothing of what this browser saw at ${time(log.before)} was changed.`
    : ' This browser remembers that, and will notice when the past is changed.';
  return {
    kind: 'success',
    title: 'Verified in this browser',
    text: `Every entry shown stands in the log of ${log.note.size} entries that was signed at ${time(log.note.at)}${log.witness ? `, and that the witness ${log.witness} signed too` : ''}.${since}${later}`,
  };
}
