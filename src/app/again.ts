// Work that is asked for more often than it can be done: one at a time, and once more at the end where it was asked for
// meanwhile, so that the last asking is always answered.
export function inTurn(work: () => Promise<void>): () => Promise<void> {
  let working = false
  let again = false
  return async () => {
    if (working) {
      again = true
      return
    }
    working = true
    try {
      do {
        again = false
        await work()
      } while (again)
    } finally {
      working = false
    }
  }
}
