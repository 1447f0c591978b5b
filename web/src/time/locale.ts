// How this person's system writes times: the region of their browser, in the language of the app.

export interface TimeLocale {
  language: string
  hourCycle: 'h11' | 'h12' | 'h23' | 'h24'
}

let chosen: TimeLocale | undefined

export function locale(): TimeLocale {
  chosen ??= ofBrowser(document.documentElement.lang || 'en')
  return chosen
}

/** Takes another language, or in tests a certain one. */
export function setLocale(next: TimeLocale): void {
  chosen = next
}

function ofBrowser(language: string): TimeLocale {
  const regional = navigator.languages.find((candidate) => candidate.split('-')[0] === language) ?? language
  const hourCycle = new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions().hourCycle ?? 'h23'
  return { language: regional, hourCycle }
}
