/** What the palette leads to; plain values, so that the frames of all areas can pass theirs. */
export interface PalettePlace {
  label: string;
  href: string;
  /** The heading that it stands under in the navigation, or what it is. */
  detail?: string;
  /** Id of what has the focus there; the content of the page when there is none. */
  focus?: string;
}

export interface PaletteFacts {
  pages: readonly PalettePlace[];
  /** Things that can be done from everywhere; each begins on a page. */
  actions: readonly PalettePlace[];
  /** The reader's other workspaces. */
  workspaces: readonly PalettePlace[];
  /** The workspace whose conversations and documents are searched. */
  slug?: string;
  shortcuts: readonly ShortcutPlace[];
}

export interface ShortcutPlace {
  title: string;
  shortcuts: readonly { keys: readonly string[]; does: string }[];
}
