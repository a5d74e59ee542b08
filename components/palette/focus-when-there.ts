/** A page that has not come by then is not waited for. */
const PATIENCE_MS = 10_000;

/** Puts the focus on the element of the id as soon as the page that was gone to has it. */
export function focusWhenThere(id: string): void {
  const focus = () => {
    const element = document.getElementById(id);
    element?.focus();
    return element !== null;
  };
  if (focus()) return;
  const observer = new MutationObserver(() => focus() && stop());
  const timer = setTimeout(() => stop(), PATIENCE_MS);
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
  };
  observer.observe(document.body, { childList: true, subtree: true });
}
