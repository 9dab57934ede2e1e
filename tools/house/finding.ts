// What the check of the house reports: a place, the rule that it breaks, and what to do.
import type ts from 'typescript'

export type Rule =
  | 'room' // a folder of src/ that the map does not have
  | 'imports' // an import upwards or sideways
  | 'ending' // a relative import without its file's ending
  | 'circle' // files that import each other
  | 'package' // a package that the room may not use
  | 'pure' // clock, chance, I/O, the page or the environment in a pure room
  | 'divide' // consensus path: a division
  | 'float' // consensus path: numbers that are not exact integers
  | 'locale' // consensus path: what depends on a language or on tables of Unicode
  | 'order' // consensus path: an order that the code does not state
  | 'async' // consensus path: waiting
  | 'name' // a name that says nothing
  | 'stale' // an exception that nothing needs

export interface Finding {
  readonly path: string
  readonly line: number
  readonly rule: Rule
  readonly words: string
}

export interface Source {
  readonly path: string
  readonly tree: ts.SourceFile
}

export function findingAt(source: Source, node: ts.Node, rule: Rule, words: string): Finding {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
  return { path: source.path, line: line + 1, rule, words }
}
