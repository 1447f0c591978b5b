/** Tells the server whose cards were really seen: half of the card, inside the window. */
import { onScopeDispose, type ObjectDirective } from 'vue'
import { reportShown } from './queries'
import { ShownCards } from './shownCards'

const SEEN_SHARE = 0.5
const GATHER_MS = 2000

/** A directive for the element of a card; its value is the id of the person on it. */
export function useShownCards(): ObjectDirective<HTMLElement, string> {
  const people = new WeakMap<Element, string>()
  // What is not told this time is told at the next visit.
  const cards = new ShownCards((ids) => void reportShown(ids).catch(() => undefined), GATHER_MS)
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { isIntersecting, target } of changes) {
        const id = people.get(target)
        if (isIntersecting && id) cards.note(id)
      }
    },
    { threshold: SEEN_SHARE },
  )
  onScopeDispose(() => {
    observer.disconnect()
    cards.flush()
  })
  return {
    mounted(element, { value }) {
      people.set(element, value)
      observer.observe(element)
    },
    unmounted: (element) => observer.unobserve(element),
  }
}
