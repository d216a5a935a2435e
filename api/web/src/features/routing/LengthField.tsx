import { useState } from 'react'
import { Field } from '@/ui/Field'
import { useWords } from '@/words'

interface LengthFieldProps {
  label: string
  seconds: number
  error?: string | undefined
  onChange: (seconds: number) => void
}

const units = { m: 60, h: 3600 } as const
type Unit = keyof typeof units

/** A stretch of time as a number and its unit. */
export function LengthField({ label, seconds, error, onChange }: LengthFieldProps) {
  const { routing: w } = useWords()
  const [unit, setUnit] = useState<Unit>(seconds > 0 && seconds % 3600 === 0 ? 'h' : 'm')
  const [amount, setAmount] = useState(String(seconds / units[unit]))
  const set = (text: string, in_: Unit): void => {
    setAmount(text)
    setUnit(in_)
    onChange(text.trim() === '' ? NaN : Number(text) * units[in_])
  }
  return (
    <Field label={label} error={error}>
      {(aria) => (
        <div className="join">
          <input {...aria} type="number" min={0} step="any" inputMode="decimal" className={`input join-item w-24 ${error === undefined ? '' : 'input-error'}`} value={amount} onChange={(e) => set(e.target.value, unit)} />
          <select aria-label={w.unitOf(label)} className="select join-item w-28" value={unit} onChange={(e) => set(amount, e.target.value === 'h' ? 'h' : 'm')}>
            <option value="m">{w.minutes}</option>
            <option value="h">{w.hours}</option>
          </select>
        </div>
      )}
    </Field>
  )
}
