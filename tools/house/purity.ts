// Pure means pure: no clock, no chance, no I/O, no page. A pure file names only what the language itself has
// and every platform has alike, so nothing new has to be forbidden one by one.
import ts from 'typescript'
import { type Finding, findingAt, type Source } from './finding.ts'
import type { Import } from './imports.ts'
import { roomOf } from './map.ts'

const ALLOWED = new Set(
  `undefined NaN Infinity arguments Object Array Boolean Number String Symbol BigInt Math JSON Reflect Proxy
  Map Set WeakMap WeakSet Promise RegExp Iterator parseInt parseFloat isNaN isFinite
  Error TypeError RangeError SyntaxError EvalError ReferenceError URIError AggregateError
  ArrayBuffer DataView Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array
  BigInt64Array BigUint64Array Float32Array Float64Array
  encodeURIComponent decodeURIComponent encodeURI decodeURI TextEncoder TextDecoder structuredClone`.split(
    /\s+/,
  ),
)

const WHY = new Map([
  ['Date', 'time comes in as an argument'],
  ['performance', 'time comes in as an argument'],
  ['setTimeout', 'what happens later is an effect for the caller'],
  ['setInterval', 'what happens later is an effect for the caller'],
  ['queueMicrotask', 'what happens later is an effect for the caller'],
  ['crypto', 'signing and sealing live in crypto/, and entropy comes in as an argument'],
  ['console', 'report through a value'],
  ['process', 'settings come in as arguments'],
])

/** `checker` must know no library, so that what it cannot resolve is the platform's. */
export function checkPurity(source: Source, imports: readonly Import[], checker: ts.TypeChecker): Finding[] {
  const findings: Finding[] = []
  const report = (node: ts.Node, name: string, why = WHY.get(name) ?? 'a pure room does without it') =>
    findings.push(findingAt(source, node, 'pure', `${name}: ${why}`))
  const mayUseWebCrypto = roomOf(source.path) === 'crypto'

  for (const { node, specifier, typeOnly } of imports) {
    if (specifier.startsWith('node:')) report(node, specifier)
    else if (!typeOnly && !ts.isImportDeclaration(node) && !ts.isExportDeclaration(node))
      report(node, 'import()', 'loading a file later is I/O')
  }

  const judge = (node: ts.Node, name: string, member: string | undefined) => {
    if (name === 'Math') {
      if (member === undefined) report(node, 'Math', 'name its members one by one')
      else if (member === 'random') report(node, 'Math.random', 'entropy comes in as an argument')
    } else if (mayUseWebCrypto && (name === 'CryptoKey' || (name === 'crypto' && member === 'subtle'))) return
    else if (mayUseWebCrypto && name === 'crypto')
      report(node, `crypto.${member ?? ''}`, 'of WebCrypto only crypto.subtle is pure enough')
    else if (!ALLOWED.has(name)) report(node, name)
  }

  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isHeritageClause(node)) {
      if (node.token === ts.SyntaxKind.ExtendsKeyword) for (const type of node.types) visit(type.expression)
      return
    }
    if (ts.isTypeNode(node)) return
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      report(node, 'import.meta', 'it depends on where the file was loaded from')
    if (ts.isIdentifier(node) && isReference(node) && isGlobal(checker, node)) {
      const member = memberOf(node)
      if (node.text === 'globalThis' && member !== undefined) judge(node, member, memberOf(node.parent))
      else judge(node, node.text, member)
    }
    ts.forEachChild(node, visit)
  }
  visit(source.tree)
  return findings
}

/** The name after the dot, where a node is what stands before it. */
export function memberOf(node: ts.Node): string | undefined {
  const { parent } = node
  return ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined
}

/** Whether an identifier stands for a value, not for a property, a declaration or a label. */
export function isReference(node: ts.Identifier): boolean {
  const parent = node.parent as ts.Node & { name?: ts.Node; propertyName?: ts.Node; label?: ts.Node }
  if (ts.isShorthandPropertyAssignment(parent)) return true
  return parent.name !== node && parent.propertyName !== node && parent.label !== node
}

/** Whether a name is the platform's: nothing in the program declares it, or only `declare` does. */
export function isGlobal(checker: ts.TypeChecker, node: ts.Identifier): boolean {
  const symbol = checker.resolveName(node.text, node, ts.SymbolFlags.Value | ts.SymbolFlags.Alias, false)
  const ambient = (declaration: ts.Declaration) =>
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0
  return !symbol?.declarations || symbol.declarations.every(ambient)
}
