import { describe, expect, it } from 'vitest';
import { DEFAULT_FONT, MONO_FONT } from './font-files';
import { inVisualOrder, paragraphOf, runsOf } from './text-runs';

const runs = (text: string, font: string = DEFAULT_FONT) =>
  runsOf(paragraphOf(text), 0, text.length, font);
const fonts = (text: string, font?: string) => runs(text, font).map((run) => [run.font, run.text]);
const shown = (text: string) =>
  inVisualOrder(runs(text))
    .map((run) => run.text)
    .join('|');

describe('runs of text', () => {
  it('are in the font of their script, with the marks that belong to them', () => {
    expect(fonts('Geld नमस्ते 東京')).toEqual([
      [DEFAULT_FONT, 'Geld '],
      ['devanagari', 'नमस्ते'],
      [DEFAULT_FONT, ' '],
      ['han', '東京'],
    ]);
    expect(fonts('a = é 文', MONO_FONT)).toEqual([
      [MONO_FONT, 'a = é '],
      ['han', '文'],
    ]);
  });

  it('stand from left to right as the Unicode bidirectional algorithm has them', () => {
    expect(shown('abc אבג 123 דהו xyz')).toBe('abc |דהו| |123| |אבג| xyz');
    // A paragraph from right to left: its signs are mirrored, its numbers are not.
    expect(shown('אבג (12) דהו')).toBe('דהו| (|12|) |אבג');
    expect(paragraphOf('אבג abc').rightToLeft).toBe(true);
    expect(paragraphOf('abc אבג').rightToLeft).toBe(false);
  });
});
