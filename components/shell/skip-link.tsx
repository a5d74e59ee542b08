export function SkipLink() {
  return (
    <a
      href="#main"
      className="-translate-y-20 fixed top-3 left-3 z-50 rounded-md bg-accent px-4 py-2.5 font-medium text-on-accent text-sm shadow-float focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
