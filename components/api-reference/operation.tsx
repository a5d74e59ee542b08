import { ChevronRight } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import type { Tone } from '@/components/ui/tone';
import type { OperationView } from '@/lib/http/openapi/schema';
import { FieldList } from './field-list';
import { ResponseList } from './response-list';

const TONES: Record<string, Tone> = { GET: 'info', POST: 'success', DELETE: 'danger' };

/** One operation: closed a line, open all that its caller needs. Without script it opens all the same. */
export function Operation({ operation }: { operation: OperationView }) {
  const { id, method, path, summary, description, scopes, parameters, body, curl } = operation;
  return (
    <details id={id} className="group border-line border-t first:border-t-0">
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3 hover:bg-ink/3">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
        />
        <Badge tone={TONES[method] ?? 'neutral'}>{method}</Badge>
        <code className="break-all font-mono text-[0.8125rem]">{path}</code>
        <span className="text-ink-soft text-sm">{summary}</span>
      </summary>
      <div className="space-y-5 px-5 pt-1 pb-5">
        {description && (
          <p className="max-w-3xl text-pretty text-ink-soft text-sm leading-relaxed">
            {description}
          </p>
        )}
        {scopes.length > 0 && (
          <p className="text-[0.8125rem] text-ink-soft">
            Needs the scope <code className="font-mono">{scopes.join(' or ')}</code>
          </p>
        )}
        <div className="relative">
          <pre className="whitespace-pre-wrap rounded-md bg-sunken p-4 pr-12 font-mono text-[0.8125rem] leading-relaxed [overflow-wrap:anywhere]">
            {curl}
          </pre>
          <CopyButton text={curl} label="the example" className="absolute top-2 right-2" />
        </div>
        <FieldList
          title="Parameters"
          fields={parameters.map(({ in: place, ...field }) => ({ ...field, place }))}
        />
        {body && (
          <FieldList
            title={`Body (${body.contentType})`}
            fields={body.fields.map(({ path: name, ...field }) => ({ ...field, name }))}
          />
        )}
        <ResponseList responses={operation.responses} />
      </div>
    </details>
  );
}
