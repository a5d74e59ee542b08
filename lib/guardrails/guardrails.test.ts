import { describe, expect, it } from 'vitest';
import { REMOVED_LINK, withAllowedLinks } from './allowed-links';
import { AnswerGuard } from './answer-guard';
import { blockedTopic } from './blocked-topic';
import { Mask } from './mask';
import { NO_RULES, type Rules, rulesSchema } from './schema';

const rules = (parts: Partial<Rules>): Rules => ({ ...NO_RULES, ...parts });
const everything = (patterns: string[] = []): Rules =>
  rules({ mask: { email: true, phone: true, iban: true, card: true, patterns } });

describe('a mask', () => {
  it.each([
    ['EMAIL', 'ada.lovelace+x@mail.example.co.uk'],
    ['EMAIL', 'jörg@büro.example'],
    ['IBAN', 'DE89 3704 0044 0532 0130 00'],
    ['IBAN', 'gb29nwbk60161331926819'],
    ['CARD', '4111 1111 1111 1111'],
    ['CARD', '4111-1111-1111-1111'],
    ['PHONE', '+49 (171) 123-4567'],
    ['PHONE', '0041 44 668 18 00'],
    ['PHONE', '089 123 456 78'],
    ['PHONE', '555-123-4567'],
    ['OWN', 'EMP-0042'],
  ])('takes %s out and puts it back: %s', (kind, value) => {
    const mask = new Mask(everything(['emp-####']));
    const hidden = mask.hide(`Ask ${value}, or ${value}.`);
    expect(hidden).toBe(`Ask [${kind}_1], or [${kind}_1].`);
    expect(mask.restore(hidden)).toBe(`Ask ${value}, or ${value}.`);
  });

  it.each(['On 21.11.2026 at 10:30', '1,200 euros for 14 days', 'EMP-00421', 'Section 4.2.1'])(
    'leaves alone: %s',
    (text) => expect(new Mask(everything(['EMP-####'])).hide(text)).toBe(text),
  );

  it('restores nothing that it did not hide, and nothing of another answer', () => {
    const mask = new Mask(everything());
    mask.hide('a@b.example');
    expect(new Mask(everything()).restore('[EMAIL_1]')).toBe('[EMAIL_1]');
    expect(mask.restore('[EMAIL_2] [PHONE_1]')).toBe('[EMAIL_2] [PHONE_1]');
  });

  it('reads a megabyte of hostile text in steps that grow with its length alone', () => {
    const mask = new Mask(everything(['@@@@@@@@@@@@@@@@@@@@#']));
    const hostile = ['a.', '1 ', 'AA11 ', '0(', '@a.'];
    for (const piece of hostile) {
      const text = piece.repeat(20_000);
      expect(mask.restore(mask.hide(text))).toBe(text);
    }
  });
});

describe('a blocked topic', () => {
  const blocked = (question: string) =>
    blockedTopic(rules({ blockedTopics: ['salaries', 'Project Falcon'] }), question);

  it.each([
    ['What are the SALARIES?', 'salaries'],
    ['sal\u200baries, please', 'salaries'],
    ['Tell me of project—falcon!', 'Project Falcon'],
    ['ｓａｌａｒｉｅｓ', 'salaries'],
    ['Are there falcon projects?', undefined],
    ['salariesx', undefined],
  ])('%s: %s', (question, topic) => expect(blocked(question)).toBe(topic));
});

describe('links', () => {
  it.each([
    'https://evil.example/x',
    'http:\\\\evil.example',
    'https:/evil.example',
    '//evil.example/a',
    'www.evil.example',
    'https://docs.good.example@evil.example',
    'https://docs.good.example.evil.example',
    'HTTPS://EVIL.example',
    'http://localhost:3000/',
  ])('to other hosts are taken out: %s', (link) => {
    const hosts = ['docs.good.example', '*.below.example'];
    expect(withAllowedLinks(`See [here](${link}) now`, hosts)).toBe(
      `See [here](${REMOVED_LINK}) now`,
    );
  });

  it.each([
    '[x](https\\://evil.example/p)',
    '[x](&#104;ttps://evil.example)',
    '[x](&#x68;ttps&colon;&sol;&sol;evil.example)',
    '[x](ht&Tab;tps://evil.example)',
    '[x](https://docs.good.example\\@evil.example)',
    '[x](https://evil.example&sol;.below.example)',
    '<https\\://evil.example>',
    '<https://docs.good.example)@evil.example>',
    '[x](https://docs.good.example:0\\)@evil.example)',
    '_https://evil.example_',
    '_www.evil.example_',
    '[r]: https&#58;//evil.example',
    '[x](mailto:ada@evil.example?body=secret)',
  ])('that Markdown reads otherwise than they are written are taken out: %s', (text) => {
    const shown = withAllowedLinks(text, ['docs.good.example', '*.below.example']);
    expect(shown).toContain(REMOVED_LINK);
    expect(shown).not.toMatch(/https?[:&\\]|www|mailto:/);
  });

  it('leaves escapes alone where no link is behind them', () => {
    const text = 'a \\* b &amp; c\\_d https://docs.good.example/a\\_b?c&amp;d';
    expect(withAllowedLinks(text, ['docs.good.example'])).toBe(text);
  });

  it.each(['https://docs.good.example/a?b#c', 'http://a.below.example', 'a // comment', '1/2'])(
    'that are allowed stay: %s',
    (text) => expect(withAllowedLinks(text, ['docs.good.example', '*.below.example'])).toBe(text),
  );
});

it('an answer comes out the same however it is cut, and never with a piece of a placeholder', () => {
  const all = { ...everything(), linkHosts: [] };
  const text = 'Write to [EMAIL_1] or see https://evil.example/long/path today.';
  for (let size = 1; size <= text.length; size += 1) {
    const guard = new AnswerGuard(all);
    guard.hide('ada@mail.example');
    let seen = '';
    for (let at = 0; at < text.length; at += size) {
      seen += guard.push(text.slice(at, at + size));
      expect(seen).not.toMatch(/\[E|https/);
    }
    expect(seen + guard.flush()).toBe(`Write to ada@mail.example or see ${REMOVED_LINK} today.`);
  }
});

it('holds back what rests on no source where only sources may answer', () => {
  const guard = new AnswerGuard({ ...everything(), sourcesOnly: true });
  guard.hide('ada@mail.example');
  expect(guard.push('Ask [EMAIL_1], ') + guard.flush() + guard.step('')).toBe('');
  guard.forget();
  expect(guard.push('Write to [EMAIL_1], as it says') + guard.flush()).toBe('');
  guard.rest();
  expect(guard.flush()).toBe('Write to ada@mail.example, as it says');
  expect(guard.push(' there. ')).toBe(' there. ');
  expect([guard.step('Said.'), guard.step('Said.\n')]).toEqual(['\n\n', '']);
});

it('waits for the end of a long word, and of writing without spaces only as long as an address could run', () => {
  const guard = new AnswerGuard(rules({ linkHosts: ['docs.good.example'] }));
  const zeros = '0'.repeat(3_000);
  const pieces = ['[x](ht', `tps://docs.good.example:${zeros}`, '443', '@evil.example)'];
  const shown = pieces.map((piece) => guard.push(piece)).join('') + guard.flush();
  expect(shown).toBe(`[x](${REMOVED_LINK})`);
  const plain = '答'.repeat(3_000);
  expect(guard.push(plain)).toBe(plain);
  expect(guard.push('案http')).toBe('');
  expect(guard.push('s://evil.example') + guard.flush()).toBe(`案${REMOVED_LINK}`);
});

it.each([
  { blockedTopics: ['x'] },
  { blockedTopics: ['…!'] },
  { linkHosts: ['https://a.example'] },
  { linkHosts: ['*'] },
  { mask: { ...NO_RULES.mask, patterns: ['(a+)+$'] } },
  { mask: { ...NO_RULES.mask, patterns: ['####'.repeat(11)] } },
  { mask: { ...NO_RULES.mask, patterns: ['plain words'] } },
])('rules that cannot hold are refused: %j', (parts) => {
  expect(rulesSchema.safeParse({ ...NO_RULES, ...parts }).success).toBe(false);
});
