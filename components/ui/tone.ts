/** What a status means. Colour is never its only sign: a word or an icon goes with it. */
export type Tone = 'neutral' | 'accent' | 'success' | 'warn' | 'danger' | 'info';

export const softTone: Record<Tone, string> = {
  neutral: 'bg-ink/6 text-ink-soft',
  accent: 'bg-accent-soft text-accent-text',
  success: 'bg-success-soft text-success',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
  info: 'bg-info-soft text-info',
};
