import type { Role } from '@/api/types'
import { useWords } from '@/words'

export const roles: readonly Role[] = ['user', 'moderator', 'admin']

interface RoleSelectProps {
  id?: string
  label?: string
  value: Role
  onChange: (role: Role) => void
}

export function RoleSelect({ id, label, value, onChange }: RoleSelectProps) {
  const { role } = useWords()
  return (
    <select id={id} aria-label={label} className="select select-sm w-full" value={value} onChange={(e) => onChange(roles.find((r) => r === e.target.value) ?? 'user')}>
      {roles.map((r) => (
        <option key={r} value={r}>{role[r]}</option>
      ))}
    </select>
  )
}
