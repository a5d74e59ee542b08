/** A run of words that both texts have, or one alone. */
export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** How the words of `before` became those of `after`: their longest common subsequence, by the usual table. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [from, to] = [words(before), words(after)];
  const width = to.length + 1;
  const longest = new Uint16Array((from.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const parts: DiffPart[] = [];
  const push = (kind: DiffPart['kind'], text = '') => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else parts.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && from[i] === to[j]) {
      push('same', from[i]);
      i += 1;
      j += 1;
    } else if (i < from.length && (j >= to.length || at(i + 1, j) >= at(i, j + 1))) {
      push('removed', from[i]);
      i += 1;
    } else {
      push('added', to[j]);
      j += 1;
    }
  }
  return parts;
}

/** Words and what stands between them. */
function words(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}
