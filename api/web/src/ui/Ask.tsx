import { focus, givesFocusBack } from '@/lib/focus'
import { useWords } from '@/words'
import { ActionButton } from './ActionButton'

interface AskProps {
  title: string
  lead: string
  yes: string
  busy: boolean
  onYes: () => void
  onNo: () => void
}

/** A question before what cannot be taken back, in the place of the button that asks for it. */
export function Ask({ title, lead, yes, busy, onYes, onNo }: AskProps) {
  const { ticket } = useWords()
  return (
    <div ref={givesFocusBack} role="alert" className="alert alert-warning alert-soft flex flex-wrap justify-end text-sm">
      <span className="grow basis-60">
        <strong>{title}</strong> {lead}
      </span>
      <button ref={focus} type="button" className="btn btn-sm" onClick={onNo}>{ticket.cancel}</button>
      <ActionButton className="btn-error btn-sm" busy={busy} onPress={onYes}>{yes}</ActionButton>
    </div>
  )
}
