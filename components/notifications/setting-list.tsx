import type { NotificationsView, NotificationView } from '@/lib/notifications/schema';
import { EditSettingDialog } from './edit-setting-dialog';
import { KIND_HINT, KIND_LABEL } from './kind-words';

interface SettingListProps {
  slug: string;
  view: NotificationsView;
}

/** Each kind of event, with who hears of it. */
export function SettingList({ slug, view }: SettingListProps) {
  return (
    <ul className="divide-y divide-line">
      {view.settings.map((setting) => (
        <li key={setting.kind} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-medium text-sm">{KIND_LABEL[setting.kind]}</p>
            <p className="text-[0.8125rem] text-ink-faint">{KIND_HINT[setting.kind]}</p>
            <p className="mt-0.5 text-[0.8125rem] text-ink-soft">{toldWords(setting, view)}</p>
          </div>
          <EditSettingDialog slug={slug} setting={setting} view={view} />
        </li>
      ))}
    </ul>
  );
}

function toldWords({ kind, admins, people }: NotificationView, view: NotificationsView): string {
  const webhooks = view.webhooks.filter(({ kinds }) => kinds.includes(kind)).length;
  const told = [
    ...(admins ? ['owner and admins by e-mail'] : []),
    ...(people.length > 0
      ? [`${people.length} ${people.length === 1 ? 'person' : 'people'} by e-mail`]
      : []),
    ...(webhooks > 0 ? [`${webhooks} ${webhooks === 1 ? 'webhook' : 'webhooks'}`] : []),
  ];
  return told.length > 0 ? `Told: ${told.join(', ')}` : 'Nobody is told';
}
