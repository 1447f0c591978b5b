// How this person's system writes times: the region of their browser, in the language of the app.

export interface TimeLocale {
  language: string
  hourCycle: 'h11' | 'h12' | 'h23' | 'h24'
}

let chosen: TimeLocale | undefined
const usual = new Map<string, TimeLocale>()

/** The way times are written in the language of the page. */
export function locale(): TimeLocale {
  if (chosen) return chosen
  const language = document.documentElement.lang || 'en'
  const known = usual.get(language) ?? ofBrowser(language)
  usual.set(language, known)
  return known
}

/** Takes a certain way whatever the page says, for tests. */
export function setLocale(next: TimeLocale): void {
  chosen = next
}

function ofBrowser(language: string): TimeLocale {
  const regional = navigator.languages.find((candidate) => candidate.split('-')[0] === language) ?? language
  const hourCycle = new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions().hourCycle ?? 'h23'
  return { language: regional, hourCycle }
}
