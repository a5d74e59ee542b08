import { expect, it } from 'vitest';
import type { CitationView } from '@/lib/chat/schema';
import { newMarkerHref, placeMarkers } from './place-markers';

const at = (ordinal: number, textOffset: number): CitationView => ({
  ordinal,
  textOffset,
  documentId: 'd',
  documentName: 'a.pdf',
  page: 1,
  start: 0,
  end: 1,
  quote: 'q',
});

it('puts each marker behind the characters that it supports', () => {
  expect(placeMarkers('One. Two.', [at(2, 9), at(1, 4)], '#source-')).toBe(
    'One.[1](#source-1) Two.[2](#source-2)',
  );
});

it('keeps two markers of one place in their order', () => {
  expect(placeMarkers('One.', [at(1, 4), at(2, 4)], '#source-')).toBe(
    'One.[1](#source-1)[2](#source-2)',
  );
});

it('never lets the text before it turn a marker into an image or a reference', () => {
  expect(placeMarkers('Stop!', [at(1, 5)], '#source-')).toBe('Stop!\u2060[1](#source-1)');
  expect(placeMarkers('[x]', [at(1, 3)], '#source-')).toBe('[x]\u2060[1](#source-1)');
});

it('puts a marker beyond the text at its end', () => {
  expect(placeMarkers('One.', [at(1, 40)], '#source-')).toBe('One.[1](#source-1)');
});

it('has addresses that no text can name beforehand', () => {
  const drawn = new Set(Array.from({ length: 100 }, newMarkerHref));
  expect(drawn.size).toBe(100);
  expect([...drawn].every((href) => /^#[0-9a-f]{32}-$/.test(href))).toBe(true);
});
