// The whole check: every rule over every file, less the exceptions that are needed.
import ts from 'typescript'
import { checkConsensus, consensusPath } from './consensus.ts'
import type { Exception } from './exceptions.ts'
import type { Finding, Source } from './finding.ts'
import { checkCircles, checkImports, importsOf } from './imports.ts'
import { isPure } from './map.ts'
import { checkPurity } from './purity.ts'
import { checkWords } from './words.ts'

/** The texts of files by their path in the project, `/` between its parts. */
export type Texts = ReadonlyMap<string, string>

/** Everything in these files that breaks a rule of the house, in the order of paths and lines. */
export function inspect(texts: Texts, exceptions: readonly Exception[]): Finding[] {
  const { sources, checker } = parse(texts)
  const files = sources.map(source => ({ source, imports: importsOf(source) }))
  const consensus = consensusPath(files)
  const findings = checkCircles(files)
  for (const { source, imports } of files) {
    findings.push(...checkImports(source, imports), ...checkWords(source))
    if (isPure(source.path)) findings.push(...checkPurity(source, imports, checker))
    if (consensus.has(source.path)) findings.push(...checkConsensus(source, checker))
  }
  return except(findings, exceptions).sort((a, b) => compare(a.path, b.path) || a.line - b.line)
}

function parse(texts: Texts): { sources: Source[]; checker: ts.TypeChecker } {
  // A component is checked by its script; its lines keep their numbers.
  const nameOf = (path: string) => (path.endsWith('.svelte') ? `${path}.ts` : path)
  const named = new Map([...texts].map(([path, text]) => [nameOf(path), { path, text }]))
  // Neither libraries nor imports are resolved: a name that stays unknown is the platform's, and it is quick.
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    target: ts.ScriptTarget.ES2023,
    types: [],
  }
  const host: ts.CompilerHost = {
    getSourceFile: name => {
      const file = named.get(name)
      if (!file) return undefined
      const text = file.path.endsWith('.svelte') ? scriptOf(file.text) : file.text
      return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true)
    },
    fileExists: name => named.has(name),
    readFile: name => named.get(name)?.text,
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: name => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
  }
  const program = ts.createProgram([...named.keys()], options, host)
  const sources = [...named].map(([name, { path }]) => ({ path, tree: program.getSourceFile(name)! }))
  return { sources, checker: program.getTypeChecker() }
}

function scriptOf(component: string): string {
  let script = ''
  let at = 0
  for (const match of component.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[1]!.length
    script += component.slice(at, start).replace(/[^\n]/g, ' ') + match[2]!
    at = start + match[2]!.length
  }
  return script
}

function except(findings: readonly Finding[], exceptions: readonly Exception[]): Finding[] {
  const covers = (exception: Exception, finding: Finding) =>
    exception.path === finding.path && exception.rule === finding.rule
  const stale = exceptions.filter(exception => !findings.some(finding => covers(exception, finding)))
  return [
    ...findings.filter(finding => !exceptions.some(exception => covers(exception, finding))),
    ...stale.map(({ path, rule }) => ({
      path,
      line: 1,
      rule: 'stale' as const,
      words: `nothing here needs the exception to '${rule}' any more: take it off tools/house/exceptions.ts`,
    })),
  ]
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
