import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddingUnits } from './embedding-units';

describe('embeddingUnits', () => {
  it('is the sentences', () => {
    expect(embeddingUnits('The first sentence is here.\nThe second one follows it.')).toEqual([
      'The first sentence is here.',
      'The second one follows it.',
    ]);
  });

  it('joins fragments with their neighbours', () => {
    expect(embeddingUnits('Yes. It holds for all of the cases. No.')).toEqual([
      'Yes. It holds for all of the cases. No.',
    ]);
  });

  it('cuts a run without full stops at spaces', () => {
    const units = embeddingUnits('cell '.repeat(500));
    expect(units.length).toBeGreaterThan(5);
    for (const unit of units) expect(unit).toMatch(/^cell( cell)*$/);
  });

  it('loses nothing but white space, and makes no unit empty or long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), (text) => {
        const units = embeddingUnits(text);
        expect(units.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const unit of units) {
          expect(unit.trim()).not.toBe('');
          expect(unit.length).toBeLessThanOrEqual(400);
        }
      }),
    );
  });
});
