/** Shared look of text-like controls, so that a row of them lines up. */
export const controlStyles = [
  'w-full min-w-0 rounded-md border border-edge bg-surface text-ink text-sm shadow-card',
  'placeholder:text-ink-faint transition-colors duration-100',
  'hover:border-ink-faint',
  'focus-visible:border-focus focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-focus/45',
  'disabled:cursor-not-allowed disabled:opacity-60',
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger/45',
  'touch:text-base',
].join(' ');
