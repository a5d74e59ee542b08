/** Of HTML's names for characters those of the ASCII ones, with which an address can be written. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ Tab: '', NewLine: '', excl: '!', quot: '"', QUOT: '"', num: '#', dollar: '$', percnt: '%' },
  ...{ amp: '&', AMP: '&', apos: "'", lpar: '(', rpar: ')', ast: '*', midast: '*', plus: '+' },
  ...{ comma: ',', period: '.', sol: '/', colon: ':', semi: ';', lt: '<', LT: '<', equals: '=' },
  ...{ gt: '>', GT: '>', quest: '?', commat: '@', lsqb: '[', lbrack: '[', bsol: '\\' },
  ...{ rsqb: ']', rbrack: ']', Hat: '^', lowbar: '_', UnderBar: '_', grave: '`', fjlig: 'fj' },
  ...{ DiacriticalGrave: '`', lcub: '{', lbrace: '{', verbar: '|', vert: '|' },
  ...{ VerticalLine: '|', rcub: '}', rbrace: '}' },
};
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,20}));/gi;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;
const MOST_CODE = 0x10_ff_ff;

/** What Markdown reads in a word: character references resolved, backslashes before punctuation gone. */
export function withoutEscapes(word: string): string {
  return word
    .replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      return characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    })
    .replace(ESCAPE, '$1');
}

/** Browsers drop tabs and ends of lines from addresses. */
function characterOf(code: number): string {
  return code > MOST_CODE || [9, 10, 13].includes(code) ? '' : String.fromCodePoint(code);
}
