export const SHOWBACK_DIMENSIONS = [
  'tenant',
  'plan',
  'feature',
  'model',
  'user',
  'key',
  'tag',
  'day',
] as const;
export type ShowbackDimension = (typeof SHOWBACK_DIMENSIONS)[number];

/** `year` is this month and the eleven before; the others are those of costs. */
export const SHOWBACK_PRESETS = ['7d', '14d', '30d', 'month', 'last-month', 'year'] as const;
export type ShowbackPreset = (typeof SHOWBACK_PRESETS)[number];
