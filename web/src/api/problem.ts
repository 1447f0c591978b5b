// Every failed request as one typed error (RFC 9457), whatever went wrong on the way.

/** What one field did wrong; `pointer` is a JSON pointer into the sent body. */
export interface FieldError {
  pointer: string
  code: string
  detail: string
}

interface ProblemDocument {
  type?: string
  title?: string
  status?: number
  detail?: string
  request_id?: string
  errors?: FieldError[]
  [extension: string]: unknown
}

/** An answer of the server that is not a success, or the lack of any answer (`status` 0, slug `offline`). */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    private readonly document: ProblemDocument,
    /** Seconds the server asks to wait (429 and 503). */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(document.detail ?? document.title ?? `status ${status}`)
  }

  /** The kebab-case name of the situation, e.g. `recording-needs-consent`. */
  get slug(): string {
    return this.document.type?.split('/').pop() ?? 'about:blank'
  }

  /** Why a conflict arose (409), e.g. `too_early`. */
  get reason(): string | null {
    return typeof this.document.reason === 'string' ? this.document.reason : null
  }

  get requestId(): string | null {
    return this.document.request_id ?? null
  }

  get isOffline(): boolean {
    return this.status === 0
  }

  get fields(): readonly FieldError[] {
    return this.document.errors ?? []
  }

  /** The first complaint about the field at `pointer` or below it. */
  field(pointer: string): string | undefined {
    return this.fields.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))?.detail
  }

  /** A member of the document beyond the standard ones, e.g. `opens_at` or `current`. */
  extension(name: string): unknown {
    return this.document[name]
  }

  static async fromResponse(response: Response): Promise<Problem> {
    const isProblem = response.headers.get('content-type')?.includes('json') ?? false
    const document = isProblem ? await response.json().catch(() => ({})) : {}
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
    return new Problem(response.status, document, Number.isFinite(retryAfter) ? retryAfter : null)
  }

  static offline(): Problem {
    return new Problem(0, { type: '/problems/offline', title: 'No answer from the server' })
  }
}
