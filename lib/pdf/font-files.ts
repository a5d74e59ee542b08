import path from 'node:path';

/** A font of the Noto family that is embedded as the subset of what is written with it. */
export interface FontFile {
  name: string;
  file: string;
  /** Characters for which it is taken. */
  covers: RegExp;
  /** Written from right to left. */
  rightToLeft?: true;
}

const at = (...parts: string[]) =>
  path.resolve(/* turbopackIgnore: true */ process.cwd(), 'node_modules', ...parts);
const embedded = (script: string, file: string) =>
  at('@embedpdf', `fonts-${script}`, 'fonts', file);
const ofScript = (script: string, slice: string) =>
  at('@fontsource', `noto-sans-${script}`, 'files', `noto-sans-${script}-${slice}-400-normal.woff`);
const simple = (script: string, covers: RegExp): FontFile => ({
  name: script,
  file: ofScript(script, script),
  covers,
});

/** Latin, Greek and Cyrillic, and whatever no other font is named for. */
export const DEFAULT_FONT = 'default';
export const BOLD_FONT = 'bold';
export const MONO_FONT = 'mono';

export const BASE_FONTS: Readonly<Record<string, string>> = {
  [DEFAULT_FONT]: embedded('latin', 'NotoSans-Regular.ttf'),
  [BOLD_FONT]: embedded('latin', 'NotoSans-Bold.ttf'),
  [MONO_FONT]: ofScript('mono', 'latin'),
};

/** By blocks of Unicode, so that a script's own punctuation is written with it. */
export const SCRIPT_FONTS: readonly FontFile[] = [
  {
    name: 'hebrew',
    file: embedded('hebrew', 'NotoSansHebrew-Regular.ttf'),
    covers: /[\u0590-\u05ff\ufb1d-\ufb4f]/,
    rightToLeft: true,
  },
  {
    name: 'arabic',
    file: embedded('arabic', 'NotoNaskhArabic-Regular.ttf'),
    covers: /[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]/,
    rightToLeft: true,
  },
  {
    name: 'korean',
    file: embedded('kr', 'NotoSansKR-Regular.otf'),
    covers: /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/,
  },
  {
    name: 'han',
    file: embedded('sc', 'NotoSansHans-Regular.otf'),
    // With the arrows and the signs of mathematics that its fonts have.
    covers:
      /[\u2190-\u22ff\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|[\u{20000}-\u{323af}]/u,
  },
  simple('armenian', /[\u0530-\u058f\ufb13-\ufb17]/),
  simple('devanagari', /[\u0900-\u097f\ua8e0-\ua8ff]/),
  simple('bengali', /[\u0980-\u09ff]/),
  simple('gurmukhi', /[\u0a00-\u0a7f]/),
  simple('gujarati', /[\u0a80-\u0aff]/),
  simple('tamil', /[\u0b80-\u0bff]/),
  simple('telugu', /[\u0c00-\u0c7f]/),
  simple('kannada', /[\u0c80-\u0cff]/),
  simple('malayalam', /[\u0d00-\u0d7f]/),
  simple('sinhala', /[\u0d80-\u0dff]/),
  simple('thai', /[\u0e00-\u0e7f]/),
  simple('lao', /[\u0e80-\u0eff]/),
  simple('myanmar', /[\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]/),
  simple('georgian', /[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f]/),
  simple('ethiopic', /[\u1200-\u139f\u2d80-\u2ddf\uab01-\uab2f]/),
  simple('khmer', /[\u1780-\u17ff\u19e0-\u19ff]/),
  {
    name: 'symbols',
    file: ofScript('symbols-2', 'symbols'),
    covers: /[\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff]|[\u{1f000}-\u{1faff}]/u,
  },
];
