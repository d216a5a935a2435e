import type { Account } from '@/api/types'
import { setSingleKeys, singleKeys } from '@/features/commands/commands'
import type { Theme } from '@/lib/theme'
import { Failure } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Panel } from '@/ui/Panel'
import { type Language, chooseLanguage, languages, useLanguage, useWords } from '@/words'
import { useMyPatch } from './useMyPatch'

const themes: readonly Theme[] = ['', 'light', 'dark']

/** How the app looks and speaks. The theme goes along to other browsers; the rest is of this one. */
export function LookPanel({ me }: { me: Account }) {
  const { profile: w } = useWords()
  const language = useLanguage()
  const save = useMyPatch()
  const single = singleKeys.use()
  return (
    <Panel title={w.look}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={w.theme}>
          {(aria) => (
            <select {...aria} className="select w-full" value={save.isPending ? save.variables.theme : me.theme} onChange={(e) => save.mutate({ theme: themes.find((t) => t === e.target.value) ?? '' })}>
              {themes.map((t) => (
                <option key={t} value={t}>{w.themes[t === '' ? 'system' : t]}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label={w.language}>
          {(aria) => (
            <select {...aria} className="select w-full" value={language} onChange={(e) => void chooseLanguage(e.target.value as Language)}>
              {Object.entries(languages).map(([code, name]) => (
                <option key={code} value={code} lang={code}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <label className="flex cursor-pointer items-start gap-3 sm:col-span-2">
          <input type="checkbox" className="toggle toggle-primary toggle-sm mt-0.5" checked={single} onChange={(e) => setSingleKeys(e.target.checked)} />
          <span>
            {w.shortcuts}
            <span className="text-quiet block text-xs">{w.shortcutsHint}</span>
          </span>
        </label>
      </div>
      {save.isError && <Failure error={save.error} />}
    </Panel>
  )
}
