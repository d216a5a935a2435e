import { useState } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { moderates } from '@/api/types'
import { useMe, useMyself } from '@/features/auth/me'
import { Empty } from '@/ui/Empty'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { Shell } from './Shell'

/** Pages for people who are logged in; others log in first and come back. */
export function SignedIn() {
  const me = useMe()
  const [begun] = useState(me !== null)
  const { pathname, search, hash } = useLocation()
  if (me === null) return <Navigate to={urls.login(pathname + search + hash)} state={{ ended: begun }} replace />
  return <Shell />
}

/** The queue is for those who work on it; requesters have their own list. */
export function ModeratorsOnly() {
  return moderates(useMyself()) ? <Outlet /> : <Navigate to={urls.home} replace />
}

export function AdminOnly() {
  const { errors } = useWords()
  return useMyself().role === 'admin' ? <Outlet /> : <Empty page title={errors.forbidden} lead={errors.forbiddenLead} />
}
