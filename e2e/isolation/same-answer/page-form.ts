import { readFileSync } from 'node:fs';
import { flightForm } from './flight-form';
import { pagePieces } from './page-pieces';

const RUNTIME = readFileSync(
  'node_modules/next/dist/compiled/react-dom/cjs/react-dom-server.node.production.js',
  'utf8',
);
const WRAPPER = /^<(div|table|svg|math) hidden[ >]/;
const PIECE = /^<(\w+)[^>]* id="(S:\w+)"/;
const GAP = /^<template id="([BP]:\w+)">$/;
const WAITING = '<!--$?-->';

/**
 * The document as a browser has it once every late piece is in its place, followed by what the browser looks
 * for anywhere, sorted, and by the form of the payload.
 */
export function pageForm(html: string, mask: (text: string) => string): string {
  const { tokens, payload, moves, hoisted } = pagePieces(html, RUNTIME);
  const { document, late } = takeLate(tokens.map(mask));
  const unused = new Set(late.keys());
  const whole = fill(document);
  const lost = [...unused].map((id) => `lost ${(late.get(id) ?? []).join('')}`);
  return [
    whole.join('\n'),
    ...lost.sort(),
    ...hoisted.map(mask).sort(),
    flightForm(payload, mask),
  ].join('\n');

  function fill(given: string[]): string[] {
    const filled: string[] = [];
    for (let at = 0; at < given.length; at++) {
      const token = given[at] ?? '';
      const isWaiting = token === WAITING;
      const gap = GAP.exec(given[isWaiting ? at + 1 : at] ?? '')?.[1] ?? '';
      const id = moves.get(gap) ?? '';
      const piece = late.get(id);
      if (!piece) {
        filled.push(token);
        continue;
      }
      unused.delete(id);
      if (isWaiting) {
        at = endOfBoundary(given, at);
        filled.push('<!--$-->', ...fill(piece), '<!--/$-->');
      } else {
        at++;
        filled.push(...fill(piece));
      }
    }
    return filled;
  }
}

/** The late pieces by id, and the document without them. */
function takeLate(tokens: string[]): { document: string[]; late: Map<string, string[]> } {
  const document: string[] = [];
  const late = new Map<string, string[]>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const wrapper = WRAPPER.exec(token)?.[1];
    const end = wrapper ? endOfElement(tokens, at, wrapper) : at;
    const from = wrapper ? tokens.slice(at, end).findIndex((each) => PIECE.test(each)) : -1;
    const [, tag = '', id] = PIECE.exec(tokens[at + from] ?? '') ?? [];
    if (from < 0 || id === undefined) {
      document.push(token);
      continue;
    }
    late.set(id, tokens.slice(at + from + 1, endOfElement(tokens, at + from, tag)));
    at = end;
  }
  return { document, late };
}

function endOfElement(tokens: string[], from: number, tag: string): number {
  const opens = new RegExp(`^<${tag}[ >]`);
  return endOf(
    tokens,
    from,
    (token) => opens.test(token) && !token.endsWith('/>'),
    (token) => token === `</${tag}>`,
  );
}

function endOfBoundary(tokens: string[], from: number): number {
  return endOf(
    tokens,
    from,
    (token) => token.startsWith('<!--$'),
    (token) => token === '<!--/$-->',
  );
}

function endOf(
  tokens: string[],
  from: number,
  opens: (token: string) => boolean,
  closes: (token: string) => boolean,
): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (opens(token)) depth++;
    if (closes(token) && --depth === 0) return at;
  }
  throw new Error(`Nothing ends ${tokens[from]}.`);
}
