// Records of a text: JSON lines, or one JSON array. Either way each comes with the line it begins on, so that what is
// wrong with it can be said in words that lead there.
import { InputError } from './io.ts'

export interface JsonRecord {
  /** For people: "line 3". */
  readonly place: string
  readonly value: Readonly<Record<string, unknown>>
}

/** All records of a text, or an InputError that says where it has none. A text without any is no error. */
export function readRecords(text: string): JsonRecord[] {
  const pieces = /^\s*\[/.test(text) ? elements(text) : lines(text)
  return pieces.map(({ piece, line }) => ({ place: `line ${line}`, value: parseObject(piece, line) }))
}

interface Piece {
  readonly piece: string
  readonly line: number
}

function lines(text: string): Piece[] {
  return text
    .split('\n')
    .map((piece, i) => ({ piece, line: i + 1 }))
    .filter(({ piece }) => piece.trim() !== '')
}

function parseObject(piece: string, line: number): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(piece)
  } catch (error) {
    throw new InputError(`line ${line}: this is not JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`line ${line}: an object {…} belongs here`)
  return value as Record<string, unknown>
}

/** The elements of an array, cut at the commas that are in no string and in no bracket but the array's own. */
function elements(text: string): Piece[] {
  const pieces: Piece[] = []
  let line = 1
  let depth = 0
  let inString = false
  let start = 0
  let startLine = 1

  const cut = (end: number, isLast: boolean): void => {
    const piece = text.slice(start, end)
    const isEmpty = piece.trim() === ''
    if (isEmpty && isLast && pieces.length === 0) return
    if (isEmpty) throw new InputError(`line ${line}: an object {…} is missing beside the comma`)
    const blankLines = piece.slice(0, piece.search(/\S/)).split('\n').length - 1
    pieces.push({ piece, line: startLine + blankLines })
    start = end + 1
    startLine = line
  }

  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '\n') line += 1
    else if (inString && char === '\\') at += 1
    else if (char === '"') inString = !inString
    else if (inString) continue
    else if (char === '[' || char === '{') {
      depth += 1
      if (depth === 1) {
        start = at + 1
        startLine = line
      }
    } else if (char === ',' && depth === 1) cut(at, false)
    else if ((char === ']' || char === '}') && --depth === 0) {
      cut(at, true)
      const rest = text.slice(at + 1)
      if (char === '}' || rest.trim() !== '')
        throw new InputError(`line ${line}: the array ends with ] and nothing follows it`)
      return pieces
    }
  }
  throw new InputError(`line ${line}: the array that began with [ never ends`)
}
