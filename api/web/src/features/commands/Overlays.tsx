import { lazy, Suspense } from 'react'
import { overlay } from './commands'

const Palette = lazy(() => import('./Palette'))
const KeysDialog = lazy(() => import('./KeysDialog'))

/** The palette and the list of keys, loaded when first called for. */
export function Overlays() {
  const open = overlay.use()
  const close = () => overlay.write(null)
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'keys' && <KeysDialog onClose={close} />}
    </Suspense>
  )
}
