import { Page } from '@/ui/Page'
import { useWords } from '@/words'
import { TicketForm } from './TicketForm'

export function Component() {
  const { ask } = useWords()
  return (
    <Page title={ask.title}>
      <p className="text-quiet -mt-2">{ask.lead}</p>
      <TicketForm />
    </Page>
  )
}
