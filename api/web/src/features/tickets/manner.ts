import type { Language, Words } from '@/words'

interface Written {
  sentiment: '' | 'calm' | 'annoyed' | 'angry'
  language: string
}

/** How the requester sounds and in what language: what a calm one who writes as the reader reads does not need said. */
export function manner({ sentiment, language: tag }: Written, reader: Language, { ai }: Words): string {
  const said = sentiment === 'annoyed' || sentiment === 'angry' ? [ai.sounds[sentiment]] : []
  const [language = ''] = tag.split('-')
  if (language !== '' && language !== reader) said.push(ai.writtenIn(new Intl.DisplayNames([reader], { type: 'language' }).of(language) ?? language))
  return said.join(' ')
}
