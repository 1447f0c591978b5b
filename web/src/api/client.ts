// The only place of the app that calls fetch.
import createClient, { type Middleware } from 'openapi-fetch'
import { Problem } from './problem'
import type { paths } from './schema.gen'

/** Their answers hold secrets, which the server never stores for a repeat, or a second try would say nothing new. */
const NOT_REPEATABLE = /\/(?:auth\/[a-z-]+|tokens|join|heartbeat|quality)$/

const listeners = new Set<() => void>()

/** Calls `listener` whenever the server says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): void {
  listeners.add(listener)
}

async function fetchOrProblem(request: Request): Promise<Response> {
  const repeat = request.headers.has('idempotency-key') ? request.clone() : null
  try {
    return await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    if (!repeat || !navigator.onLine) throw Problem.offline()
    // The answer may have been lost after the change was made; the same key makes the second try safe.
    return await fetch(repeat).catch(() => {
      throw Problem.offline()
    })
  }
}

const problems: Middleware = {
  onRequest({ request }) {
    // The server's words come in the language of the page.
    request.headers.set('accept-language', document.documentElement.lang)
    if (request.method === 'POST' && !NOT_REPEATABLE.test(new URL(request.url).pathname)) {
      request.headers.set('idempotency-key', crypto.randomUUID())
    }
    return request
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined
    if (response.status === 401 && !schemaPath.startsWith('/api/auth/')) listeners.forEach((listener) => listener())
    throw await Problem.fromResponse(response)
  },
}

/** The typed client. Every call throws {@link Problem} on anything but success. */
export const api = createClient<paths>({ fetch: fetchOrProblem })
api.use(problems)

/** The body of a successful answer: `await body(api.GET('/api/me'))`. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}
