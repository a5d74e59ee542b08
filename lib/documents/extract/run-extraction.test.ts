import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text';
import { type ExtractionOptions, type ExtractionResult, runExtraction } from './run-extraction';
import type { ExtractFailure } from './schema';

const FIXTURES = path.resolve('e2e/support/fixtures');

function extractFile(file: string, options?: ExtractionOptions): Promise<ExtractionResult> {
  const bytes = readFileSync(path.join(FIXTURES, file));
  return runExtraction({ bytes, name: path.basename(file), mime: '' }, options);
}

/** Keeps a child busy for seconds. */
function longCsv() {
  return { bytes: Buffer.from('alpha,beta\n'.repeat(3_000_000)), name: 'long.csv', mime: '' };
}

function childPids(): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((row) => Number(row?.[2]) === process.pid && row?.[3]?.includes('extract.mjs'))
    .map((row) => Number(row?.[1]));
}

describe('runExtraction', () => {
  it.each([
    [
      'good/handbook.pdf',
      'pdf',
      ['26 weeks of paid leave', 'four consecutive weeks', 'every 36 months'],
    ],
    [
      'good/travel-policy.docx',
      'docx',
      ['City: Zurich; Hotel limit: 240 francs', 'due within 14 days'],
    ],
    [
      'good/kickoff.pptx',
      'pptx',
      ['goes live on 3 March 2027', 'Notes: The fallback date', 'Person: Ines Duarte'],
    ],
    [
      'good/budget.xlsx',
      'xlsx',
      [
        'Department: Marketing; From: 2026-04-01; Amount: 125000; Approved: TRUE',
        'Research & design; From: 2026-05-01 12:00:00; Amount: 0.3',
        'Share: 12.5%',
      ],
    ],
    [
      'good/customers.csv',
      'csv',
      [
        'City: Bergen; Seats: 42; Note: renews in May; asks for "net 30"',
        'two sites, one contract',
      ],
    ],
    [
      'good/security.html',
      'html',
      ['within 4 hours to the duty officer', 'Level: High; Answer: 30 minutes', '  status'],
    ],
    [
      'good/onboarding.md',
      'markdown',
      ['issued by Facilities in room B-117; see the map.', 'Day: 2; Task: Meet the team'],
    ],
    ['good/minutes.txt', 'text', ['its cost and of the people', 'Lisbon office on 9 June 2026']],
    ['odd/tables.docx', 'docx', ['Top left | Top right']],
    ['odd/footnotes.docx', 'docx', ['A tachyon walks into a bar.']],
    ['odd/deep.html', 'html', ['At the bottom lies a sentence.']],
  ])('reads %s', async (file, format, facts) => {
    const result = await extractFile(file);
    if (!result.ok) throw new Error(result.failure.code);
    expect(result.value.format).toBe(format);
    const { text } = plainText(result.value.pages);
    for (const fact of facts) expect(text).toContain(fact);
    expect(text).not.toMatch(/hidden|written by a script|Home Products|\u200b/);
    expect(result.peakBytes).toBeGreaterThan(0);
  });

  it('keeps pages, labels, headings and titles', async () => {
    const pdf = await extractFile('good/handbook.pdf');
    const deck = await extractFile('good/kickoff.pptx');
    const book = await extractFile('good/budget.xlsx');
    if (!pdf.ok || !deck.ok || !book.ok) throw new Error('not read');
    expect(pdf.value.title).toBe('Employee handbook');
    expect(pdf.value.pages.map((page) => page.blocks[0])).toEqual([
      { kind: 'heading', level: 1, text: 'Parental leave' },
      { kind: 'heading', level: 1, text: 'Equipment' },
    ]);
    expect(deck.value.pages.map((page) => page.label)).toEqual(['Project Heron', 'Milestones']);
    expect(book.value.pages.map((page) => page.label)).toEqual(['Budget', 'Vendors']);
  });

  const failures: Record<string, ExtractFailure> = {
    'encrypted.pdf': 'encrypted',
    'encrypted.docx': 'encrypted',
    'old.doc': 'unsupported',
    'corrupt.pdf': 'corrupt',
    'corrupt.docx': 'corrupt',
    'entities.docx': 'corrupt',
    'empty.txt': 'empty',
    'blank.txt': 'empty',
    'picture.pdf': 'mislabelled',
    'document.xlsx': 'mislabelled',
    'binary.txt': 'mislabelled',
    'scanned.pdf': 'no_text',
    'bomb.docx': 'archive_bomb',
    'lying-bomb.docx': 'archive_bomb',
  };
  it.each(readdirSync(path.join(FIXTURES, 'bad')))('refuses %s with its reason', async (file) => {
    const result = await extractFile(`bad/${file}`);
    expect(result).toMatchObject({ ok: false, failure: { code: failures[file] } });
  });

  it('reports progress page by page', async () => {
    const seen: string[] = [];
    await extractFile('good/handbook.pdf', {
      onProgress: (done, all) => seen.push(`${done}/${all}`),
    });
    expect(seen).toEqual(['1/2', '2/2']);
  });

  it('refuses a file above the size limit without starting a child', async () => {
    const result = await extractFile('good/minutes.txt', { limits: { fileBytes: 10 } });
    expect(result).toMatchObject({ failure: { code: 'too_large' } });
  });

  it('refuses more text than the limit', async () => {
    const result = await extractFile('good/minutes.txt', { limits: { textChars: 10 } });
    expect(result).toMatchObject({ failure: { code: 'too_large' } });
  });

  it('stops a child at its wall time', async () => {
    const result = await runExtraction(longCsv(), { limits: { wallMs: 50 } });
    expect(result).toMatchObject({ failure: { code: 'timeout' } });
    expect(childPids()).toEqual([]);
  });

  it('stops a child at its resident memory', async () => {
    // Heap enough that only resident memory can bind.
    const limits = { residentBytes: 20 * 1024 * 1024, heapMiB: 8192, wallMs: 5000 };
    const result = await runExtraction(longCsv(), { limits });
    expect(result).toMatchObject({ failure: { code: 'out_of_memory' } });
    expect(childPids()).toEqual([]);
  });

  it('survives a child that exhausts its heap', async () => {
    const result = await runExtraction(longCsv(), { limits: { heapMiB: 24 } });
    expect(result).toMatchObject({ failure: { code: 'out_of_memory' } });
  });

  it('is cancelled by its signal, before and during the work', async () => {
    const before = await runExtraction(longCsv(), { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ failure: { code: 'cancelled' } });
    const controller = new AbortController();
    const running = runExtraction(longCsv(), { signal: controller.signal });
    expect(childPids()).toHaveLength(1);
    controller.abort();
    expect(await running).toMatchObject({ failure: { code: 'cancelled' } });
    expect(childPids()).toEqual([]);
  });

  it('survives a child that crashes', async () => {
    const running = runExtraction(longCsv());
    for (const pid of childPids()) process.kill(pid, 'SIGSEGV');
    expect(await running).toMatchObject({ failure: { code: 'crashed' } });
  });
});
