import { expect, it } from 'vitest';
import { asPageRequest, pageLocale, pageRequestId } from './http/page-request';
import { formatUsd } from './money';
import { localeOf, readerLocale } from './reader-locale';

it('takes the language that a browser wants most, of those that numbers can be written in', () => {
  expect(localeOf('de-DE,de;q=0.9,en;q=0.8')).toBe('de-DE');
  expect(localeOf('en;q=0.2, ar-EG;q=0.9')).toBe('ar-EG');
  expect(localeOf('tlh, ja-JP;q=0.5')).toBe('ja-JP');
  expect(localeOf('fr;q=0, it')).toBe('it');
});

it('leaves out what a header has no say in, and what is no language', () => {
  expect(localeOf('th-TH-u-ca-buddhist-nu-thai')).toBe('th-TH');
  for (const header of [undefined, '', '*', ';;;', '"><script>', 'x'.repeat(300), 'de;q=nonsense'])
    expect(localeOf(header)).toBeUndefined();
});

const response = () => {
  const headers: Record<string, string> = {};
  return {
    headers,
    setHeader: (name: string, value: string) => {
      headers[name] = value;
    },
  };
};
type Given = Parameters<typeof asPageRequest>;

/** One request with the header, which waits until the other has begun. */
function serve(header: string | undefined, work: () => Promise<unknown>) {
  const answer = response();
  const done = asPageRequest(
    { headers: { 'accept-language': header } } as Given[0],
    answer as unknown as Given[1],
    work,
  );
  return { answer, done };
}

it('belongs to its request, also while others are served', async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const seen = async () => {
    await begun;
    return [pageLocale(), readerLocale(), formatUsd(1_500_000_000n), pageRequestId()];
  };
  const german = serve('de-DE', seen);
  const japanese = serve('ja-JP', seen);
  const nobody = serve(undefined, seen);
  begin();
  const [one, two, three] = await Promise.all([german.done, japanese.done, nobody.done]);
  expect(one).toEqual(['de-DE', 'de-DE', '1,50\u00a0$', expect.any(String)]);
  expect(two).toEqual(['ja-JP', 'ja-JP', '$1.50', expect.any(String)]);
  expect(three).toEqual([undefined, undefined, '$1.50', expect.any(String)]);
  const ids = [german, japanese, nobody].map(({ answer }) => answer.headers['server-timing']);
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toContain((one as string[])[3]);
  expect([readerLocale(), pageRequestId()]).toEqual([undefined, undefined]);
});
