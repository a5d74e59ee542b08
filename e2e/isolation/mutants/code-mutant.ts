import { readFileSync } from 'node:fs';

/** One change of the product's text that breaks a lock in code. */
export interface CodeMutant {
  file: string;
  /** Occurs in the file; its first occurrence becomes `replace`. */
  find: string;
  replace: string;
  /** What gets through. */
  why: string;
}

/** Throws when the file no longer contains what the mutant changes. */
export function mutated(mutant: CodeMutant, text: string): string {
  if (!text.includes(mutant.find)) {
    throw new Error(
      `Mutant "${mutant.why}": ${mutant.file} no longer contains "${mutant.find}". Change the mutant along with the file.`,
    );
  }
  // A function as the replacement: `$` means nothing there.
  return text.replace(mutant.find, () => mutant.replace);
}

/** Mutants that change nothing any more, since their file was changed. */
export function staleMutants(mutants: readonly CodeMutant[]): string[] {
  return mutants.flatMap((mutant) => {
    try {
      mutated(mutant, readFileSync(mutant.file, 'utf8'));
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}
