import type { NoticeKind } from '@/api/types'
import type { Words } from '@/words'

/** What somebody is told, as others read it: notices name the person they are for as "you". */
export const toldOf = (kind: NoticeKind, { notice }: Words): string => (kind === 'assigned' ? notice.assignedOther : notice[kind])
