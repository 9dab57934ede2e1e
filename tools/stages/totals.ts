// How many tests ran, from the reports that vitest writes.

export interface Totals {
  readonly passed: number
  readonly failed: number
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** The totals of one report. A file that could not be loaded holds tests that nobody ran: it counts as one failed. */
export function totalsOf(json: string): Totals {
  const report = JSON.parse(json) as Report
  const unloaded = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length }
}

export const addTotals = (a: Totals, b: Totals): Totals => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
})

export const line = ({ passed, failed }: Totals) => `${passed} passed, ${failed} failed`
