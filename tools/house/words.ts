// Names of the trade. A name that could stand on anything says nothing.
import { posix } from 'node:path'
import ts from 'typescript'
import { type Finding, findingAt, type Source } from './finding.ts'

const EMPTY_FILE = /(^|[-.])(utils?|helpers?|managers?|misc|common)$/i
const EMPTY_NAME = /(Manager|Helper|Utils?)$/

export function checkWords(source: Source): Finding[] {
  const findings: Finding[] = []
  const stem = posix.basename(source.path).replace(/(\.\w+)*\.(ts|svelte)$/, '')
  if (EMPTY_FILE.test(stem))
    findings.push(findingAt(source, source.tree, 'name', `name the file ${stem} after its thought`))

  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node }
    const declares = ts.isVariableDeclaration(node) || ts.isFunctionLike(node) || isTypeDeclaration(node)
    if (declares && name && ts.isIdentifier(name) && EMPTY_NAME.test(name.text))
      findings.push(findingAt(source, name, 'name', `${name.text}: say what it is in the words of the trade`))
    ts.forEachChild(node, visit)
  }
  visit(source.tree)
  return findings
}

const isTypeDeclaration = (node: ts.Node) =>
  ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
