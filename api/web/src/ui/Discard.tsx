import { givesFocusBack } from '@/lib/focus'
import { useWords } from '@/words'

/** Goes back to what is stored; there while something else is written. */
export function Discard({ onPress }: { onPress: () => void }) {
  const { ticket: w } = useWords()
  return <button ref={givesFocusBack} type="button" className="btn btn-ghost" onClick={onPress}>{w.discard}</button>
}
