declare module 'linebreak' {
  /** The Unicode line breaking algorithm, one opportunity after the other. */
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required: boolean } | null;
  }
}
