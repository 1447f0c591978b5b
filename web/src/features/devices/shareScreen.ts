type DisplaySource = Pick<MediaDevices, 'getDisplayMedia'>

/** Whether this browser can share a screen at all (phones cannot). */
export function canShareScreen(media: Partial<DisplaySource> | undefined = navigator.mediaDevices): boolean {
  return typeof media?.getDisplayMedia === 'function'
}

/**
 * Asks which screen, window or tab to share, with its sound where the browser offers it. Null when the
 * person closes the picker, or when `isWanted` says no by the time it is answered; nothing is captured then.
 */
export async function captureScreen(
  isWanted: () => boolean,
  media: DisplaySource = navigator.mediaDevices,
): Promise<MediaStream | null> {
  const stream = await media
    .getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true })
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotAllowedError') return null
      throw error
    })
  if (!stream || isWanted()) return stream
  stream.getTracks().forEach((track) => track.stop())
  return null
}
