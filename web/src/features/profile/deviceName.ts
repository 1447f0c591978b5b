// A browser's own description of itself, as a person would say it.

const BROWSERS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']] as const
const SYSTEMS = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Windows', 'Windows'], ['Mac OS', 'Mac'], ['Linux', 'Linux']] as const

export interface DeviceName {
  browser: string
  system: string
}

/** Null when it is neither known nor telling. The order matters: every browser claims to be some of the later ones. */
export function deviceName(userAgent: string | null | undefined): DeviceName | null {
  const find = (known: readonly (readonly [string, string])[]): string | undefined => known.find(([mark]) => userAgent?.includes(mark))?.[1]
  const browser = find(BROWSERS)
  const system = find(SYSTEMS)
  return browser && system ? { browser, system } : null
}
