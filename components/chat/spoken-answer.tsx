'use client';

import { useEffect, useRef, useState } from 'react';
import type { LiveAnswer } from './live-answer';
import { nextSentences } from './next-sentences';

/** Long enough for a screen reader to have taken them. */
const SHOWN_MS = 3_000;

/** Says an answer that is being written sentence by sentence, for those who do not see it. Mount one for each answer. */
export function SpokenAnswer({ answer }: { answer: LiveAnswer }) {
  const { text, state } = answer;
  const taken = useRef(0);
  const [lines, setLines] = useState<readonly { at: number; sentence: string }[]>([]);
  useEffect(() => {
    const { sentences, to } = nextSentences(text, taken.current, state !== 'running');
    const from = taken.current;
    taken.current = to;
    if (sentences.length > 0)
      setLines(sentences.map((sentence, place) => ({ at: from + place, sentence })));
  }, [text, state]);
  useEffect(() => {
    if (lines.length === 0) return;
    const timer = setTimeout(() => setLines([]), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [lines]);
  return (
    <div role="log" aria-label="The answer as it is written" className="sr-only">
      {lines.map(({ at, sentence }) => (
        <p key={at}>{sentence}</p>
      ))}
    </div>
  );
}
