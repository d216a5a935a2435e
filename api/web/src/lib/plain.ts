/**
 * What may mean something in Markdown: signs that mark anywhere, signs that
 * mark at the beginning of a line, and addresses, which become links.
 */
const marks = /[*_`~<>[\]\\|&]|^ {0,3}(#|[-+=]|\d+[.)])|^( {4}| {0,3}\t)| {2}$|https?:|ftp:|www\.|@/im

/** Whether a text is certainly the same in Markdown as without: paragraphs and nothing else. */
export const isPlain = (text: string): boolean => !marks.test(text)

/** The paragraphs of a text: what blank lines set apart. */
export const paragraphs = (text: string): string[] => text.split(/\n[^\S\n]*(?:\n[^\S\n]*)+/).map((p) => p.trim()).filter((p) => p !== '')
