'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { LiveFields } from '@/components/ui/live-fields';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { type Rules, rulesSchema } from '@/lib/guardrails/schema';
import { saveRulesAction } from '@/lib/persona/actions';
import { linesOf } from './lines';

const KINDS = [
  ['email', 'E-mail addresses'],
  ['phone', 'Telephone numbers'],
  ['iban', 'Bank accounts (IBAN)'],
  ['card', 'Card numbers'],
] as const;

/** What the assistant must not do; a version with each change. */
export function GuardrailsForm({ slug, rules }: { slug: string; rules: Rules }) {
  const router = useRouter();
  const [sourcesOnly, setSourcesOnly] = useState(rules.sourcesOnly);
  const [mask, setMask] = useState(rules.mask);
  const [limitsLinks, setLimitsLinks] = useState(rules.linkHosts !== null);
  const [topics, setTopics] = useState(rules.blockedTopics.join('\n'));
  const [patterns, setPatterns] = useState(rules.mask.patterns.join('\n'));
  const [hosts, setHosts] = useState((rules.linkHosts ?? []).join('\n'));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const save = async () => {
    const parsed = rulesSchema.safeParse({
      sourcesOnly,
      blockedTopics: linesOf(topics),
      mask: { ...mask, patterns: linesOf(patterns) },
      linkHosts: limitsLinks ? linesOf(hosts) : null,
    });
    const found = parsed.error?.issues.map(({ path, message }) => [
      path.find((part) => part === 'patterns') ?? path[0],
      typeof path.at(-1) === 'number' ? `Line ${Number(path.at(-1)) + 1}: ${message}` : message,
    ]);
    setErrors(Object.fromEntries(found ?? []));
    if (!parsed.success) return;
    setBusy(true);
    const result = await saveRulesAction(slug, parsed.data);
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    toast.success('The guardrails are in force');
    router.refresh();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <LiveFields className="space-y-5">
        {problem && <Alert kind="error" title="The guardrails were not changed" text={problem} />}
        <Field
          layout="inline"
          label="Answer only from sources"
          hint="The conversation so far is no source. An answer is shown once it cites a passage or rests on a tool, and one that does neither is replaced by a note that nothing was found."
        >
          <Checkbox
            checked={sourcesOnly}
            onCheckedChange={(value) => setSourcesOnly(value === true)}
          />
        </Field>
        <Field
          label="Blocked topics"
          hint="Words or phrases, one on each line. A question that contains one is not answered, and its reader is told which."
          error={errors.blockedTopics}
        >
          <Textarea rows={3} value={topics} onChange={(event) => setTopics(event.target.value)} />
        </Field>
        <fieldset className="space-y-2">
          <legend className="font-medium text-sm">Kept from the model</legend>
          <p className="text-[0.8125rem] text-ink-soft">
            Replaced before a model gets the question and the passages, and put back in the answer.
            Own tools get it as it is. Searching uses the whole text, within the platform: nobody
            else is sent a text to have it embedded.
          </p>
          {KINDS.map(([kind, label]) => (
            <Field layout="inline" key={kind} label={label}>
              <Checkbox
                checked={mask[kind]}
                onCheckedChange={(value) => setMask({ ...mask, [kind]: value === true })}
              />
            </Field>
          ))}
        </fieldset>
        <Field
          label="Own patterns"
          hint="One on each line: # for a digit, @ for a letter, * for either. “EMP-####” stands for EMP-0042."
          error={errors.patterns}
        >
          <Textarea
            rows={2}
            value={patterns}
            onChange={(event) => setPatterns(event.target.value)}
          />
        </Field>
        <Field
          layout="inline"
          label="Limit the links in answers"
          hint="Links to all other hosts and to mail addresses are taken out."
        >
          <Checkbox
            checked={limitsLinks}
            onCheckedChange={(value) => setLimitsLinks(value === true)}
          />
        </Field>
        {limitsLinks && (
          <Field
            label="Hosts that answers may link to"
            hint="One on each line, such as example.com, or *.example.com for all below it. Without any, answers have no links."
            error={errors.linkHosts}
          >
            <Textarea rows={2} value={hosts} onChange={(event) => setHosts(event.target.value)} />
          </Field>
        )}
        <Button type="submit" variant="primary" loading={busy}>
          Put in force
        </Button>
      </LiveFields>
    </form>
  );
}
