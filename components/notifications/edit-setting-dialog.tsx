'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ChoiceList } from '@/components/documents/choice-list';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Switch } from '@/components/ui/switch';
import { setNotificationAction } from '@/lib/notifications/actions';
import type { NotificationsView, NotificationView } from '@/lib/notifications/schema';
import { KIND_HINT, KIND_LABEL } from './kind-words';

interface EditSettingDialogProps {
  slug: string;
  setting: NotificationView;
  view: NotificationsView;
}

/** Who hears of one kind of event. */
export function EditSettingDialog(props: EditSettingDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Change who is told: ${KIND_LABEL[props.setting.kind]}`}>
          Change
        </Button>
      </DialogTrigger>
      {open && <SettingForm {...props} onSaved={() => setOpen(false)} />}
    </Dialog>
  );
}

type SettingFormProps = EditSettingDialogProps & { onSaved: () => void };

function SettingForm({ slug, setting, view, onSaved }: SettingFormProps) {
  const { kind } = setting;
  const router = useRouter();
  const [admins, setAdmins] = useState(setting.admins);
  const [people, setPeople] = useState<ReadonlySet<string>>(new Set(setting.people));
  const [endpoints, setEndpoints] = useState<ReadonlySet<string>>(
    new Set(view.webhooks.filter(({ kinds }) => kinds.includes(kind)).map(({ id }) => id)),
  );
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const input = { kind, admins, people: [...people], endpoints: [...endpoints] };
    const result = await setNotificationAction(slug, input).finally(() => setBusy(false));
    if (!result.ok) return setProblem(result.error.message);
    router.refresh();
    onSaved();
  };
  return (
    <DialogContent
      title={KIND_LABEL[kind]}
      description={KIND_HINT[kind]}
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" loading={busy} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className="space-y-5">
        {problem && <Alert kind="error" title="It was not saved" text={problem} />}
        <Field layout="inline" label="Tell the owner and admins by e-mail">
          <Switch checked={admins} onCheckedChange={setAdmins} />
        </Field>
        <ChoiceList
          label="And these people by e-mail"
          choices={view.members.map(({ id, name, email }) => ({ id, name, detail: email }))}
          chosen={people}
          onChange={setPeople}
          empty="Nobody belongs to the workspace yet."
        />
        <ChoiceList
          label="Webhooks that get it"
          choices={view.webhooks.map(({ id, address }) => ({ id, name: address }))}
          chosen={endpoints}
          onChange={setEndpoints}
          empty="There is no webhook yet. Add one on the page."
        />
      </div>
    </DialogContent>
  );
}
