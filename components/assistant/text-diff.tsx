import { wordDiff } from './word-diff';

/** What was taken out is struck through, what came in underlined; colour says it once more. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  if (before === after) return <p className="text-ink-soft text-sm">No difference.</p>;
  return (
    <p className="whitespace-pre-wrap break-words text-sm leading-relaxed">
      {wordDiff(before, after).map(({ kind, text }, index) => {
        // Parts have no identity but their place.
        const key = `${index}-${kind}`;
        if (kind === 'same') return <span key={key}>{text}</span>;
        const Mark = kind === 'added' ? 'ins' : 'del';
        return (
          <Mark
            key={key}
            className={
              kind === 'added' ? 'bg-success-soft text-success' : 'bg-danger-soft text-danger'
            }
          >
            <span className="sr-only">{kind === 'added' ? ' added: ' : ' removed: '}</span>
            {text}
          </Mark>
        );
      })}
    </p>
  );
}
