import type { OperationView } from '@/lib/http/openapi/schema';
import { FieldList } from './field-list';

/** What comes back: what was asked for with its members, refusals in a line each. */
export function ResponseList({ responses }: { responses: OperationView['responses'] }) {
  const [wanted, refused] = [
    responses.filter(({ status }) => status < '300'),
    responses.filter(({ status }) => status >= '300'),
  ];
  return (
    <>
      {wanted.map(({ status, description, notes, fields }) => (
        <section key={status} className="space-y-2">
          <h4 className="text-[0.8125rem]">
            <code className="mr-2 font-medium font-mono">{status}</code>
            <span className="text-ink-soft">{description}</span>
          </h4>
          {notes.map((note) => (
            <p key={note} className="text-[0.8125rem] text-ink-soft">
              {note}
            </p>
          ))}
          <FieldList
            title="Answer"
            fields={fields.map(({ path: name, ...field }) => ({ ...field, name }))}
          />
        </section>
      ))}
      {refused.length > 0 && (
        <section className="space-y-1">
          <h4 className="font-medium text-ink-soft text-xs">Refusals</h4>
          <ul className="space-y-1 text-[0.8125rem]">
            {refused.map(({ status, description }) => (
              <li key={status} className="flex gap-3">
                <code className="shrink-0 font-mono">{status}</code>
                <span className="text-ink-soft">{description}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
