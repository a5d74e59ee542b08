import type { InjectionKind } from './schema';

/**
 * Finds what reads like an attempt to steer the model. It counts and warns and is no defence: what keeps
 * tenants apart holds when every such text gets through.
 * Linear in the text: every repetition in a pattern is bounded.
 */
export function detectInjection(text: string): InjectionKind[] {
  const plain = readable(text);
  const found = PATTERNS.filter(({ pattern }) => pattern.test(plain)).map(({ kind }) => kind);
  if (ROLE_LINE.test(text)) found.push('impersonation');
  if (hidesText(text)) found.push('hidden_text');
  return [...new Set(found)];
}

const PATTERNS: { kind: InjectionKind; pattern: RegExp }[] = [
  {
    kind: 'override',
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:instructions?|rules|prompts?|guidelines|guardrails)\b/,
  },
  {
    kind: 'override',
    pattern: /\b(?:ignoriere?|vergiss|missachte)\b[^.!?]{0,40}\b(?:anweisung|regeln|vorgaben)/,
  },
  {
    kind: 'override',
    pattern:
      /\b(?:ignorez|oubliez|ignora|olvida)\b[^.!?]{0,40}\b(?:instruc|consignes|r[eè]gles|reglas)/,
  },
  {
    kind: 'override',
    pattern:
      /\b(?:from now on,? you (?:are|must|will)|you are now (?:a|an|in)\b|new instructions?:)/,
  },
  { kind: 'impersonation', pattern: /<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>/ },
  { kind: 'impersonation', pattern: /\[\/?(?:inst|sys)\]|<<\/?sys>>/ },
  { kind: 'impersonation', pattern: /<\/?(?:persona|search_results?|system_prompt)>/ },
  {
    kind: 'impersonation',
    pattern: /(?:^|\n) ?#{0,3} ?(?:system|assistant) (?:message|prompt):/,
  },
  {
    kind: 'prompt_reveal',
    pattern:
      /\b(?:reveal|show|print|repeat|output|display|quote|leak)\b[^.!?]{0,40}\b(?:system prompt|initial prompt|your (?:rules|instructions|prompt)|hidden instructions)\b/,
  },
  {
    kind: 'carry_out',
    pattern:
      /\b(?:send|post|append|forward|exfiltrate|encode|transmit)\b.{0,80}\b(?:conversation|answer|password|secret|data|content|context|history)\b.{0,80}https?:/,
  },
  {
    kind: 'carry_out',
    pattern: /!\[[^\]]{0,200}\]\(https?:[^)]{0,200}(?:\{|<|\$|\.\.\.|data|secret|answer)/,
  },
];

// In capitals alone: specifications begin lines with "System:".
const ROLE_LINE = /(?:^|\n) {0,3}(?:SYSTEM|ASSISTANT):/;

// Joiners that no script needs in a row, marks that turn the reading direction, and tag characters.
const INVISIBLE = /[\u200b\u200c\u2060\ufeff\u00ad]/gu;
const TURNING = /[\u202d\u202e\u2066-\u2069]/u;
const TAGS = /[\u{e0000}-\u{e007f}]/u;
const MANY = 8;

function hidesText(text: string): boolean {
  return TAGS.test(text) || TURNING.test(text) || (text.match(INVISIBLE)?.length ?? 0) >= MANY;
}

/** As a model would read it: without invisible characters, in one case, with single spaces. */
function readable(text: string): string {
  return text
    .replace(
      /[\u{e0000}-\u{e007f}]+/gu,
      (run) =>
        ` ${[...run].map((tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000)).join('')}`,
    )
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[^\S\n]+/g, ' ')
    .toLowerCase();
}
