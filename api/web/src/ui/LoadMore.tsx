import { useState } from 'react'
import { focusIfLost } from '@/lib/focus'
import { useWords } from '@/words'
import { ActionButton } from './ActionButton'

interface Pages {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
}

/** Shows the next page of a list. After the last one it says so, and keeps the focus of the button that has gone. */
export function LoadMore({ pages }: { pages: Pages }) {
  const { list } = useWords()
  const [asked, setAsked] = useState(false)
  const ask = (): void => {
    setAsked(true)
    void pages.fetchNextPage()
  }
  if (pages.hasNextPage) return <ActionButton className="self-center" busy={pages.isFetchingNextPage} onPress={ask}>{list.more}</ActionButton>
  return asked && <p ref={focusIfLost} tabIndex={-1} className="text-quiet self-center">{list.end}</p>
}
