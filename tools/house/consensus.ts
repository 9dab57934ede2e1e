// The consensus path: what every peer must compute alike, to the bit, on every engine.
// Maps and sets are walked in the order in which they were filled, everywhere, so they need no rule.
import ts from 'typescript'
import { type Finding, findingAt, type Source } from './finding.ts'
import type { Import } from './imports.ts'
import { isConsensus, isTest } from './map.ts'
import { isGlobal, isReference, memberOf } from './purity.ts'

const EXACT_MATH = ['min', 'max', 'abs', 'imul', 'clz32']
const FLOATS = ['parseFloat', 'Float32Array', 'Float64Array', 'Float16Array']
const FLOAT_MEMBERS =
  /^(parseFloat|toFixed|toPrecision|toExponential|EPSILON|MIN_VALUE|[gs]etFloat(16|32|64)|to\w*Float\w*)$/
const LOCALE_MEMBERS = /^(toLocale\w*|localeCompare|normalize|toLowerCase|toUpperCase)$/
const UNSTATED: Record<string, RegExp> = {
  Object: /^(keys|values|entries|getOwnProperty\w+)$/,
  Reflect: /^ownKeys$/,
  JSON: /^stringify$/,
}

/** The files of the consensus path: those the map names, and what of grid/ they run. */
export function consensusPath(
  files: readonly { source: Source; imports: readonly Import[] }[],
): ReadonlySet<string> {
  const byPath = new Map(files.map(file => [file.source.path, file]))
  const path = new Set<string>()
  const visit = (file: string): void => {
    if (path.has(file) || !byPath.has(file) || isTest(file)) return
    path.add(file)
    for (const entry of byPath.get(file)!.imports)
      if (!entry.typeOnly && entry.file?.startsWith('src/grid/')) visit(entry.file)
  }
  for (const file of byPath.keys()) if (isConsensus(file)) visit(file)
  return path
}

export function checkConsensus(source: Source, checker: ts.TypeChecker): Finding[] {
  const findings: Finding[] = []
  const report = (node: ts.Node, rule: Finding['rule'], words: string) =>
    findings.push(findingAt(source, node, rule, words))

  const operator = (node: ts.BinaryExpression) => {
    const kind = node.operatorToken.kind
    if (kind === ts.SyntaxKind.SlashToken || kind === ts.SyntaxKind.SlashEqualsToken) {
      if (!ts.isBigIntLiteral(node.left) && !ts.isBigIntLiteral(node.right))
        report(node.operatorToken, 'divide', 'divide with divFloor, which says which way it rounds')
    } else if (
      kind === ts.SyntaxKind.AsteriskAsteriskToken ||
      kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
    ) {
      if (!isWhole(node.right))
        report(node.operatorToken, 'float', 'a power takes a whole number as its exponent')
    }
  }

  const call = (node: ts.CallExpression) => {
    if (!ts.isPropertyAccessExpression(node.expression) || node.arguments.length > 0) return
    const method = node.expression.name.text
    if (method === 'sort' || method === 'toSorted')
      report(node.expression.name, 'order', `${method}() without a comparison orders by text`)
  }

  const member = (node: ts.PropertyAccessExpression | ts.ElementAccessExpression) => {
    const name = ts.isPropertyAccessExpression(node)
      ? node.name.text
      : ts.isStringLiteralLike(node.argumentExpression)
        ? node.argumentExpression.text
        : ''
    if (LOCALE_MEMBERS.test(name))
      report(node, 'locale', `${name} depends on a language or on the engine's tables of Unicode`)
    else if (FLOAT_MEMBERS.test(name)) report(node, 'float', `${name} is for numbers that are not exact`)
  }

  const global = (node: ts.Identifier) => {
    const name = node.text
    const after = memberOf(node)
    if (name === 'Math' && after !== undefined && !EXACT_MATH.includes(after))
      report(node, 'float', `Math.${after}: of Math only ${EXACT_MATH.join(', ')} are exact`)
    else if (FLOATS.includes(name)) report(node, 'float', `${name} is for numbers that are not exact`)
    else if (name === 'Intl') report(node, 'locale', 'Intl depends on a language')
    else if (name === 'Promise') report(node, 'async', 'a rule of the ledger never waits')
    else if (after !== undefined && Object.hasOwn(UNSTATED, name) && UNSTATED[name]!.test(after))
      report(node, 'order', `${name}.${after} leaves the order to how an object was built`)
  }

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return
    if (ts.isBinaryExpression(node)) operator(node)
    else if (ts.isNumericLiteral(node) && !isExact(node.getText(source.tree)))
      report(node, 'float', `${node.getText(source.tree)} is not an exact integer`)
    else if (ts.isForInStatement(node))
      report(node, 'order', 'for..in leaves the order to how an object was built')
    else if (ts.isCallExpression(node)) call(node)
    else if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))
      report(node, 'async', 'a rule of the ledger never waits')
    else if (ts.isFunctionLike(node) && ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async)
      report(node, 'async', 'a rule of the ledger never waits')
    else if (ts.isRegularExpressionLiteral(node) && /\\[pP]\{/.test(node.text))
      report(node, 'locale', '\\p{…} depends on the engine’s tables of Unicode')
    else if (ts.isIdentifier(node) && isReference(node) && isGlobal(checker, node)) global(node)
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) member(node)
    ts.forEachChild(node, visit)
  }
  visit(source.tree)
  return findings
}

const isWhole = (node: ts.Expression) =>
  ts.isBigIntLiteral(node) || (ts.isNumericLiteral(node) && isExact(node.text))

function isExact(literal: string): boolean {
  const plain = literal.replaceAll('_', '')
  return (/^0[xob]/i.test(plain) || !/[.e]/i.test(plain)) && Number.isSafeInteger(Number(plain))
}
