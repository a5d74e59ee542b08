import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const corpusSchema = z.object({
  source: z.string(),
  articles: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(z.object({ text: z.string().min(1), questions: z.array(z.string()) })),
    }),
  ),
});

export type QuestionCorpus = z.infer<typeof corpusSchema>;

const WIKI = path.join('..', 'shared', 'corpus', 'wiki-questions.json');
const OWN = path.join('bench', 'fixtures', 'questions.json');

/**
 * The file given, else the shared corpus, else the repository's own fixture. `missing` says what is
 * not there, for the report.
 */
export async function readCorpus(
  given?: string,
): Promise<{ corpus: QuestionCorpus; file: string; missing: string[] }> {
  const file = given ?? (existsSync(WIKI) ? WIKI : OWN);
  const corpus = corpusSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const missing = file === OWN && !given ? [`${WIKI} is absent: ${OWN} was used instead`] : [];
  return { corpus, file, missing };
}
