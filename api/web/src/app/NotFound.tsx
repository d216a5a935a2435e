import { Link } from 'react-router'
import { Empty } from '@/ui/Empty'
import { urls } from '@/urls'
import { useWords } from '@/words'

export function NotFound() {
  const { errors } = useWords()
  return (
    <Empty page title={errors.notFound} lead={errors.notFoundLead}>
      <title>{`${errors.notFound} · Beckon`}</title>
      <Link className="btn btn-primary" to={urls.home}>{errors.home}</Link>
    </Empty>
  )
}
