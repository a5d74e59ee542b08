import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';

/** As it is typed; what does not belong to its kind is left out when it is checked. */
export interface PlaceInput {
  kind: string;
  folder: string;
  endpoint: string;
  bucket: string;
  prefix: string;
  region: string;
  accessKeyId: string;
  secret: string;
}

export const FIRST_PLACE: PlaceInput = {
  kind: 'directory',
  folder: '',
  endpoint: '',
  bucket: '',
  prefix: '',
  region: '',
  accessKeyId: '',
  secret: '',
};

const KINDS = [
  { value: 'directory', label: 'A folder of the installation' },
  { value: 's3', label: 'A bucket (S3)' },
];
const BUCKET: [keyof PlaceInput, string, string][] = [
  ['endpoint', 'Address of the service', 'https://s3.eu-central-1.amazonaws.com'],
  ['bucket', 'Bucket', 'finance-exports'],
  ['prefix', 'Folder in the bucket', 'tenantry/'],
  ['region', 'Region', 'eu-central-1'],
  ['accessKeyId', 'Access key id', ''],
];

interface PlaceFieldsProps {
  place: PlaceInput;
  onChange: (place: PlaceInput) => void;
}

/** Where files are brought. */
export function PlaceFields({ place, onChange }: PlaceFieldsProps) {
  const set = (key: keyof PlaceInput, value: string) => onChange({ ...place, [key]: value });
  return (
    <>
      <Field label="Where to">
        <PlainSelect value={place.kind} options={KINDS} onChoose={(value) => set('kind', value)} />
      </Field>
      {place.kind === 'directory' ? (
        <Field label="Folder" required hint="Below the directory that the installation names.">
          <Input
            value={place.folder}
            autoComplete="off"
            placeholder="controlling"
            onChange={(event) => set('folder', event.target.value)}
          />
        </Field>
      ) : (
        <>
          {BUCKET.map(([key, label, placeholder]) => (
            <Field key={key} label={label} required={key !== 'prefix'}>
              <Input
                value={place[key]}
                autoComplete="off"
                placeholder={placeholder}
                onChange={(event) => set(key, event.target.value)}
              />
            </Field>
          ))}
          <Field label="Secret" required hint="Kept sealed and shown to nobody.">
            <Input
              type="password"
              value={place.secret}
              autoComplete="off"
              onChange={(event) => set('secret', event.target.value)}
            />
          </Field>
        </>
      )}
    </>
  );
}
