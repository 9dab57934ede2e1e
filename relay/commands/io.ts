// What a command may touch of the world: it reads a file or standard input, and writes lines. Tests hand in their own.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'

export interface Io {
  /** A line of the result. */
  out(line: string): void
  /** A line for the person who reads along. */
  err(line: string): void
  /** The text of a file, or of standard input for `-` or none. Throws an InputError where there is none to read. */
  read(file: string | undefined): Promise<string>
}

/** What was put in is wrong: says where and why, and the command ends with 1. */
export class InputError extends Error {}

/** What was asked for is wrong: the command ends with 2. */
export class UsageError extends Error {}

export const INPUT_IS_WRONG = 1
export const USAGE_IS_WRONG = 2

export const realIo: Io = {
  out: line => void process.stdout.write(`${line}\n`),
  err: line => void process.stderr.write(`${line}\n`),
  async read(file) {
    const bytes = file === undefined || file === '-' ? await buffer(process.stdin) : await readNamed(file)
    try {
      // Drops a byte order mark.
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch {
      throw new InputError(`${file ?? 'standard input'}: this is not UTF-8 text`)
    }
  },
}

async function readNamed(file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(callersFolder(), file))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'this is a folder'
          : code === 'EACCES'
            ? 'this may not be read'
            : String(error)
    throw new InputError(`${file}: ${why}`)
  }
}

/** Where the person stands: npm runs the command in the project's folder and keeps theirs in INIT_CWD. */
export function callersFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD } = process.env
  return (script === 'wattle' && INIT_CWD) || process.cwd()
}
