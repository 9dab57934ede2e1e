// Finality (rule 3), said once for both who ask: the forks by the certificates that a peer holds, and a branch by those
// that it embeds.

export interface Link {
  readonly height: number
  readonly view: number
}

/** Whether `last`, a justified block, makes its source `first` final; `justified` says so of the blocks between, by height. */
export function makesFinal(first: Link, last: Link, justified: (height: number) => boolean): boolean {
  // Finality (rule 3): consecutive views from the one to the other,
  if (last.view - first.view !== last.height - first.height) return false
  // Finality (rule 3): and every block strictly between them is justified.
  for (let height = first.height + 1; height < last.height; height++) if (!justified(height)) return false
  return true
}
