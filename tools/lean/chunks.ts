// In which files a page's code comes, for Vite. Left to itself the bundler splits off whatever a part that is loaded later
// shares with one that is there from the start, and many small files compress worse than one.
import type { RolldownOptions } from 'rolldown'

interface Modules {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null
}

/** Named by packages whose use of it is left out of pages, and needed where a platform lacks the fast code. */
const PLAIN = /\/@noble\/(curves|hashes)\//

/** One file of all that a module imports outright, by whatever steps; `from` says which module. */
function oneFile(name: string, from: (id: string, isEntry: boolean) => boolean) {
  const known = new Map<string, boolean>()
  /** Whether a way leads up to it; looked up from below, for a bundler says no more of a module than who imports it. */
  const belongs = (id: string, modules: Modules): boolean => {
    const seen = new Set([id])
    for (const each of seen) {
      const before = known.get(each)
      if (before === false) continue
      const info = modules.getModuleInfo(each)
      if (before || (info && from(each, info.isEntry))) {
        known.set(id, true)
        return true
      }
      for (const importer of info?.importers ?? []) seen.add(importer)
    }
    for (const each of seen) known.set(each, false)
    return false
  }
  return {
    name: (id: string, modules: Modules) => (!PLAIN.test(id) && belongs(id, modules) ? name : null),
  }
}

const inFiles = (...groups: ReturnType<typeof oneFile>[]): RolldownOptions => ({
  output: { codeSplitting: { includeDependenciesRecursively: false, groups } },
})

/** What is there from the start; and links, which begin to load at once. */
export const PAGE = (): RolldownOptions =>
  inFiles(
    oneFile('first', (_, isEntry) => isEntry),
    oneFile('links', id => id.endsWith('/src/mesh/links/index.ts')),
  )
export const WORKER = (): RolldownOptions => inFiles(oneFile('peer', (_, isEntry) => isEntry))
