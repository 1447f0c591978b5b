/** Which browser this is, as far as unblocking a camera differs between them. */
export type BrowserFamily = 'chrome' | 'chrome-android' | 'edge' | 'firefox' | 'firefox-android' | 'safari' | 'safari-ios' | 'other'

/** The family whose steps (catalogue: `devices.unblock`) to show. Every browser on an iPhone follows the iOS settings. */
export function browserFamily(userAgent: string, touchPoints = 0): BrowserFamily {
  const isApplePhone = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)
  if (isApplePhone) return 'safari-ios'
  const isAndroid = /Android/.test(userAgent)
  if (/Firefox\//.test(userAgent)) return isAndroid ? 'firefox-android' : 'firefox'
  if (/Edg\//.test(userAgent)) return 'edge'
  if (/Chrom(e|ium)\//.test(userAgent)) return isAndroid ? 'chrome-android' : 'chrome'
  return /Safari\//.test(userAgent) ? 'safari' : 'other'
}
