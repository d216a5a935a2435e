import { Field } from './Field'

interface ZoneFieldProps {
  label: string
  hint?: string
  /** What an empty zone means. */
  none: string
  value: string
  error?: string | undefined
  onChange: (zone: string) => void
}

/** One of the world's time zones. */
export function ZoneField({ label, hint, none, value, error, onChange }: ZoneFieldProps) {
  const zones = Intl.supportedValuesOf('timeZone')
  return (
    <Field label={label} hint={hint} error={error}>
      {(aria) => (
        <select {...aria} className="select w-full max-w-sm" value={value} onChange={(e) => onChange(e.target.value)}>
          <option value="">{none}</option>
          {value !== '' && !zones.includes(value) && <option value={value}>{value}</option>}
          {zones.map((z) => (
            <option key={z} value={z}>{z}</option>
          ))}
        </select>
      )}
    </Field>
  )
}
