import { session } from '@/api/client'
import { pageAt } from '@/app/pages'
import { showTheme, storedTheme, themeKey } from './lib/theme'
import './styles.css'
import { languageKey, speakPreferred } from './words/speak'

// This little runs first. What the first page will need is asked for now, while
// the app itself is still on its way; whoever needs it finds out if it failed.
showTheme(storedTheme())
const words = speakPreferred()
session.restore().catch(() => null)
pageAt(location.pathname)?.().catch(() => null)
setTimeout(() => new Intl.DateTimeFormat()) // the first takes longer than all that follow

// What is chosen in one tab shows in the others.
addEventListener('storage', ({ key }) => {
  if (key === themeKey) showTheme(storedTheme())
  if (key === languageKey) speakPreferred().catch(() => null)
})

// No await here: the app imports this file's parts, and would wait for it in turn.
void import('./app/draw').then(async ({ draw }) => {
  await words
  draw()
})
