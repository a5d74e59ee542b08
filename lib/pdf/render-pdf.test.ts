import { expect, it } from 'vitest';
import { renderPdf } from './render-pdf';

const file = (text: string) => ({
  ...{ title: 'Leave', footer: 'Leave', at: '2026-01-03T00:00:00.000Z' },
  blocks: [{ kind: 'markdown' as const, text }],
});

it('gives up what takes too long, and writes the next', async () => {
  // Emphasis that never closes: quadratic and worse to read.
  const endless = file('*_a'.repeat(40_000));
  const tooLong = { code: 'too_large' };
  await expect(renderPdf(endless, undefined, 100)).rejects.toMatchObject(tooLong);
  await expect(renderPdf(endless, undefined, 100)).rejects.toMatchObject(tooLong);
  expect(
    Buffer.from(await renderPdf(file('Two **weeks**.')))
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
});
