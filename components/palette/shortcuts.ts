import type { ShortcutPlace } from './palette-facts';

const EVERYWHERE: ShortcutPlace = {
  title: 'Everywhere',
  shortcuts: [
    { keys: ['Ctrl', 'K'], does: 'Search or go to (⌘ K on a Mac)' },
    { keys: ['?'], does: 'This list' },
    { keys: ['Tab'], does: 'To the next control; the first on a page skips to its content' },
    { keys: ['Alt', 'T'], does: 'To the last message, such as one with Undo' },
    { keys: ['Esc'], does: 'Close what is open' },
  ],
};

export const PLATFORM_SHORTCUTS: readonly ShortcutPlace[] = [EVERYWHERE];

export const PORTAL_SHORTCUTS: readonly ShortcutPlace[] = [
  EVERYWHERE,
  {
    title: 'Chat',
    shortcuts: [
      { keys: ['Enter'], does: 'Ask' },
      { keys: ['Shift', 'Enter'], does: 'A new line' },
      { keys: ['Esc'], does: 'Stop the answer, or close the source' },
      { keys: ['/'], does: 'Search your conversations' },
    ],
  },
  {
    title: 'Documents',
    shortcuts: [
      { keys: ['/'], does: 'Search by name' },
      { keys: ['↑', '↓'], does: 'Walk through the rows' },
      { keys: ['Enter'], does: 'Open the document' },
      { keys: ['Space'], does: 'Choose the row' },
      { keys: ['Shift', '↓'], does: 'Choose several' },
      { keys: ['Ctrl', 'A'], does: 'Choose all' },
      { keys: ['Delete'], does: 'Delete what is chosen' },
    ],
  },
];
