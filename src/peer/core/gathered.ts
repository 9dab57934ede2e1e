// Work of which one at a time is enough: what is wanted while it is under way is done once more, together, after it.

export class Gathered {
  private readonly work: () => Promise<void>
  private under = false
  private wanted = false

  /** `work` does all that there is to do then, and sees to its own failures. */
  constructor(work: () => Promise<void>) {
    this.work = work
  }

  want(): void {
    this.wanted = true
    if (!this.under) void this.run()
  }

  private async run(): Promise<void> {
    this.under = true
    while (this.wanted) {
      this.wanted = false
      await this.work()
    }
    this.under = false
  }
}
