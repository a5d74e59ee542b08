import { Check, X } from 'lucide-react';
import { Card } from '@/components/ui/card';

const SEEN = [
  'How many questions and documents there are, how large, how fast and at what cost',
  'Names and addresses of your people, their roles and sign-ins',
  'Your plan, limits and budgets, with the reasons given for changes',
  'Requests for higher limits and what they say',
  'Which action was taken when, and by whom, in the audit log',
];
const HIDDEN = [
  'Questions and answers, titles of conversations',
  'Documents: their text, their names, folders and groups',
  'The persona, feedback, drafts and names of API keys',
  'Your keys: they lie outside the database, wrapped',
];

/** What the platform's operators can and cannot see. */
export function WhoSees() {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title="Operators of the platform see">
        <List
          items={SEEN}
          icon={<Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />}
        />
      </Card>
      <Card title="They cannot see">
        <List
          items={HIDDEN}
          icon={<X aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />}
        />
      </Card>
    </div>
  );
}

function List({ items, icon }: { items: readonly string[]; icon: React.ReactNode }) {
  return (
    <ul className="space-y-2 text-sm">
      {items.map((item) => (
        <li key={item} className="flex items-start gap-2">
          {icon}
          <span className="min-w-0">{item}</span>
        </li>
      ))}
    </ul>
  );
}
