import { LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ManifestProblem } from './schema';

export type ParsedManifest<T> = { ok: true; value: T } | { ok: false; problems: ManifestProblem[] };

const LONGEST = 200_000;

/**
 * A manifest in YAML, of which JSON is a part, held to the schema. Every problem has its place in the text: a part that is
 * missing, that of what it is missing from. Anchors, tags and merge keys are refused: a policy says what it says once.
 */
export function parseManifest<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): ParsedManifest<z.output<Schema>> {
  if (text.length > LONGEST) return one('At most 200,000 characters.');
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    maxAliasCount: 0,
  } as Parameters<typeof parseDocument>[1]);
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.map(({ pos, message }) => ({
        ...place(counter, pos[0]),
        path: '',
        message: message.split('\n')[0] ?? 'This is not YAML.',
      })),
    };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return one('A policy uses no anchors and aliases.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.flatMap((issue) => {
      const paths =
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => [...issue.path, key])
          : [issue.path];
      return paths.map((path) => ({
        ...place(counter, offsetOf(document, path)),
        path: path.join('.'),
        message: issue.code === 'unrecognized_keys' ? 'There is no such part.' : issue.message,
      }));
    }),
  };
}

function one(message: string): { ok: false; problems: ManifestProblem[] } {
  return { ok: false, problems: [{ line: 1, column: 1, path: '', message }] };
}

function place(counter: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Of the nearest part that is there. */
function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as Node | null | undefined)?.range;
    if (range) return range[0];
  }
  return 0;
}
