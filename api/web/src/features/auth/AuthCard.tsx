import { type ReactNode, useEffect, useId, useRef } from 'react'
import { NavigationType, useNavigationType } from 'react-router'
import { useWords } from '@/words'

/** The frame of every page for people who are not logged in. */
export function AuthCard({ title, lead, children, footer }: { title: string; lead?: string; children: ReactNode; footer?: ReactNode }) {
  const { app, auth } = useWords()
  const heading = useHeading()
  const id = useId()
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <title>{`${title} · Beckon`}</title>
      <div className="flex flex-col items-center gap-2 text-center">
        <img src="/icon.svg" alt="" width={48} height={48} className="size-12" />
        <p className="text-lg font-semibold">{app.name}</p>
        <p className="text-quiet text-sm">{auth.tagline}</p>
      </div>
      <div className="panel w-full max-w-sm p-6">
        <h1 ref={heading} tabIndex={-1} aria-describedby={lead === undefined ? undefined : id} className="text-lg font-semibold">{title}</h1>
        {lead !== undefined && <p id={id} className="text-quiet mt-1 text-sm">{lead}</p>}
        <div className="mt-4 flex flex-col gap-4">{children}</div>
      </div>
      {footer !== undefined && <div className="flex flex-wrap justify-center gap-x-4 gap-y-1 text-sm">{footer}</div>}
    </main>
  )
}

/** Takes the focus when one comes from another page, where what had it is gone. */
function useHeading() {
  const loaded = useNavigationType() === NavigationType.Pop
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!loaded) heading.current?.focus()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- how one came matters on arrival only
  }, [])
  return heading
}
