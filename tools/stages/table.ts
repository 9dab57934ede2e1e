// What each stage took, beside its budget.

export interface Row {
  readonly name: string
  /** What became of it: 'passed', 'failed', 'not run', ... */
  readonly state: string
  readonly seconds?: number
  readonly budgetSeconds?: number
}

export const isOver = ({ seconds, budgetSeconds }: Row) =>
  seconds !== undefined && budgetSeconds !== undefined && seconds > budgetSeconds

/** `74.2` as `1:14`, `3.24` as `3.2 s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
}

/** The rows under a head, with their total under a budget of its own. */
export function table(rows: readonly Row[], totalBudgetSeconds: number): string {
  const total: Row = {
    name: 'total',
    state: '',
    seconds: rows.reduce((sum, row) => sum + (row.seconds ?? 0), 0),
    budgetSeconds: totalBudgetSeconds,
  }
  const cells = [
    ['stage', '', 'took', 'budget', 'over?'],
    ...[...rows, total].map(row => [
      row.name,
      row.state,
      row.seconds === undefined ? '-' : duration(row.seconds),
      row.budgetSeconds === undefined ? '-' : duration(row.budgetSeconds),
      isOver(row) ? 'OVER' : '',
    ]),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map(row => row[column]!.length)))
  return cells
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
