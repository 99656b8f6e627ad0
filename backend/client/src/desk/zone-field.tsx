/* A time zone out of those that the browser knows. */
import { SelectField } from "../ui/fields";

interface Props {
  label: string;
  hint?: string;
  value: string;
  onChange: (zone: string) => void;
}

export function ZoneField({ label, hint, value, onChange }: Props) {
  const known = Intl.supportedValuesOf("timeZone");
  const zones = known.includes(value) ? known : [value, ...known];
  return (
    <SelectField
      label={label}
      hint={hint}
      value={value}
      options={zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
      onChange={onChange}
    />
  );
}
