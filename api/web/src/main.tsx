import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { showTheme, storedTheme } from './lib/theme'
import './styles.css'
import { speakPreferred } from './words'

showTheme(storedTheme())
await speakPreferred()

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
