import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventSplitter } from './split-events';

it('gives the same events and bytes, however the stream was cut', () => {
  const data = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ text })),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(data, fc.boolean(), fc.array(fc.integer({ min: 1, max: 9 })), (all, crlf, cuts) => {
      const line = crlf ? '\r\n' : '\n';
      const text = all.map((each) => `event: x${line}data: ${each}${line}${line}`).join('');
      const bytes = Buffer.from(text);
      const splitter = new EventSplitter();
      const events = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const length = cuts[n % Math.max(1, cuts.length)] ?? bytes.length;
        events.push(...splitter.push(bytes.subarray(at, at + length)));
        at += length;
      }
      expect(events.map((event) => event.data)).toEqual(all);
      expect(events.map((event) => event.raw).join('')).toBe(text);
    }),
  );
});
