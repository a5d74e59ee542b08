import { Avatar } from '@/components/ui/avatar';
import type { DemoSignIn } from '@/lib/identity/schema';

interface DemoSignInsProps {
  people: DemoSignIn[];
  onPick: (person: DemoSignIn) => void;
}

/** The seed's people: a press fills the form. */
export function DemoSignIns({ people, onPick }: DemoSignInsProps) {
  return (
    <section aria-labelledby="demo-heading" className="border-line border-t pt-4">
      <h2 id="demo-heading" className="font-medium text-sm">
        Demo sign-ins
      </h2>
      <p className="mt-0.5 text-[0.8125rem] text-ink-faint">
        Made for this installation. Pick one to fill the form.
      </p>
      <ul className="-mx-2 mt-2">
        {people.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              onClick={() => onPick(person)}
              className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-ink/5 touch:min-h-11"
            >
              <Avatar name={person.who} size="sm" />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm leading-5">{person.who}</span>
                <span className="block truncate text-ink-faint text-xs">{person.role}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
