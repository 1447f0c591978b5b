// The pages that the palette leads to, by their catalogue keys.
const EVERYONE = [
  { key: 'shell.home', to: '/' },
  { key: 'shell.people', to: '/people' },
  { key: 'people.connections.title', to: '/people/connections' },
  { key: 'shell.chats', to: '/chats' },
  { key: 'shell.calls', to: '/calls' },
  { key: 'shell.profile', to: '/profile' },
] as const

export function placesToGo(isStaff: boolean): readonly { key: string; to: string }[] {
  return isStaff ? [...EVERYONE, { key: 'shell.admin', to: '/admin' }] : EVERYONE
}

/** Whether a text holds the words, whatever their case and accents. */
export function contains(text: string, words: string): boolean {
  return fold(text).includes(fold(words))
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()
}
