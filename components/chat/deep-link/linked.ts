/** Of a message that an address can name: marked for a moment when one did. */
export const LINKED =
  'scroll-mt-6 rounded-md outline-none transition-shadow data-linked:ring-2 data-linked:ring-focus data-linked:ring-offset-8 data-linked:ring-offset-canvas motion-reduce:transition-none';
