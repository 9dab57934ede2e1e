// The flight recorder: what happened last, bounded, for a report of something that went wrong.

const MOST_LINES = 2000

export class Recorder {
  private readonly now: () => number
  private readonly lines: string[] = []
  private at = 0

  constructor(now: () => number) {
    this.now = now
  }

  /** Plain values only; never a secret, and of people nothing but the names of their keys. */
  note(
    what: string,
    data: { readonly [name: string]: string | number | boolean | null | undefined } = {},
  ): void {
    this.lines[this.at % MOST_LINES] = JSON.stringify({ ms: this.now(), what, ...data })
    this.at += 1
  }

  /** One object a line, the oldest first. */
  text(): string {
    const from = this.at % MOST_LINES
    const lines =
      this.at > MOST_LINES ? [...this.lines.slice(from), ...this.lines.slice(0, from)] : this.lines
    return `${lines.join('\n')}\n`
  }
}
