/** Whose cards were on the screen, gathered so that a page of them is told at once and nobody twice. */
export class ShownCards {
  private readonly told = new Set<string>()
  private waiting: string[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly tell: (ids: string[]) => void,
    private readonly afterMs: number,
  ) {}

  note(id: string): void {
    if (this.told.has(id)) return
    this.told.add(id)
    this.waiting.push(id)
    this.timer ??= setTimeout(() => this.flush(), this.afterMs)
  }

  /** Tells now what waits; for the end of the visit. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.waiting.length > 0) this.tell(this.waiting)
    this.waiting = []
  }
}
