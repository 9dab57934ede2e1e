// Who imports whom: no import goes upwards, none leaves the map, and no files stand in a circle.
import { posix } from 'node:path'
import ts from 'typescript'
import { type Finding, findingAt, type Source } from './finding.ts'
import { findRoom, isTest, ROOMS, roomOf, TEST_PACKAGES } from './map.ts'

export interface Import {
  readonly node: ts.Node
  /** The path of the imported file in the project, or undefined for a package. */
  readonly file?: string
  readonly specifier: string
  /** Nothing of it is left when it runs. */
  readonly typeOnly: boolean
  /** It names a program of its own, such as a worker, which the file starts but does not contain. */
  readonly starts: boolean
}

export function importsOf(source: Source): Import[] {
  const found: Import[] = []
  const add = (node: ts.Node, target: ts.Node | undefined, typeOnly: boolean, starts = false) => {
    if (!target || !ts.isStringLiteralLike(target)) return
    const specifier = target.text.replace(/\?.*$/, '')
    const file = /^\.{1,2}\//.test(specifier) ? posix.join(posix.dirname(source.path), specifier) : undefined
    found.push({ node, file, specifier, typeOnly, starts })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node))
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], false)
    else if (ts.isNewExpression(node) && node.expression.getText(source.tree) === 'URL') {
      const [target, base] = node.arguments ?? []
      const isCode = target && ts.isStringLiteralLike(target) && /\.ts$/.test(target.text)
      if (isCode && base?.getText(source.tree) === 'import.meta.url') add(node, target, false, true)
    }
    ts.forEachChild(node, visit)
  }
  visit(source.tree)
  return found
}

// With verbatimModuleSyntax `import { type A }` still loads the file; only `import type` does not.
function isTypeOnly(node: ts.ImportDeclaration): boolean {
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

const ENDINGS = /\.(ts|mts|mjs|svelte|json|css|svg|png|wasm)$/

export function checkImports(source: Source, imports: readonly Import[]): Finding[] {
  const room = findRoom(source.path)
  if (!room) {
    const words = roomOf(source.path)
      ? `a new room needs a line in the map: tools/house/map.ts does not know ${roomOf(source.path)}/`
      : 'a file of src/ lives in a room'
    return [findingAt(source, source.tree, 'room', words)]
  }
  const findings: Finding[] = []
  const test = isTest(source.path)
  const inSrc = source.path.startsWith('src/')
  const report = (entry: Import, rule: Finding['rule'], words: string) =>
    findings.push(findingAt(source, entry.node, rule, words))

  for (const entry of imports) {
    if (entry.file === undefined) {
      const name = packageOf(entry.specifier)
      if (entry.specifier.startsWith('node:') || test) continue
      if (inSrc && TEST_PACKAGES.includes(name)) report(entry, 'package', `only tests import ${name}`)
      else if (room.packages && !room.packages.includes(name))
        report(
          entry,
          'package',
          `${room.name}/ does not use ${name}; a package that it needs is named in the map`,
        )
      continue
    }
    if (!ENDINGS.test(entry.file))
      report(entry, 'ending', `write the ending of the file: ${entry.specifier}.ts`)
    const target = findRoom(entry.file)
    const data = !/\.(ts|svelte)$/.test(entry.file)
    if (isTest(entry.file) && !test && roomOf(source.path) !== 'tests')
      report(entry, 'imports', 'only tests import what is for tests')
    else if (/\.test\.ts$/.test(entry.file)) report(entry, 'imports', 'nothing imports a test')
    else if (!target) {
      if (!data) report(entry, 'imports', `${entry.specifier} is in no room of the map`)
    } else if (target.name !== room.name && !mayImport(room.name, target.name, room.on, test)) {
      // A test reads its vectors where they are kept.
      if (!(test && data)) report(entry, 'imports', direction(room.name, target.name, room.on))
    }
  }
  return findings
}

// A test beside its unit may use every room at or below its own; what crosses more stands in tests/.
function mayImport(from: string, to: string, on: readonly string[], test: boolean): boolean {
  if (on.includes(to)) return true
  const [here, there] = [from, to].map(name => ROOMS.findIndex(room => room.name === name)) as [
    number,
    number,
  ]
  return test && here !== -1 && there !== -1 && there < here
}

function direction(from: string, to: string, on: readonly string[]): string {
  const allowed = on.length > 0 ? `it stands on ${on.join(', ')}` : 'it stands on nothing'
  return `${from}/ may not import ${to}/: ${allowed}`
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** One finding for each group of files that import each other, at the import that closes the circle. */
export function checkCircles(files: readonly { source: Source; imports: readonly Import[] }[]): Finding[] {
  const byPath = new Map(files.map(file => [file.source.path, file]))
  const findings: Finding[] = []
  const done = new Set<string>()
  const walk: string[] = []

  const visit = (path: string): void => {
    walk.push(path)
    const { source, imports } = byPath.get(path)!
    for (const { file, node, starts } of imports) {
      if (file === undefined || starts || !byPath.has(file) || done.has(file)) continue
      const from = walk.indexOf(file)
      if (from === -1) visit(file)
      else findings.push(findingAt(source, node, 'circle', [...walk.slice(from), file].join(' → ')))
    }
    walk.pop()
    done.add(path)
  }
  for (const path of byPath.keys()) if (!done.has(path)) visit(path)
  return findings
}
