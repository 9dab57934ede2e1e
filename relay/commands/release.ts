// `wattle release`: somebody stands for a build with a signature.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Bytes, equalBytes, fromHex, toHex } from '../../src/bytes/bytes.ts'
import { signerFromSeed } from '../../src/crypto/plain.ts'
import { type SignedRelease, signedBy, unsigned } from '../../src/peer/release.ts'
import { filesIn, putRelease, releaseIn } from '../../tools/release/built.ts'
import { callersFolder, InputError, type Io, UsageError } from './io.ts'

const HELP = `wattle release --key FILE [--sequence N] [--version TEXT] [DIR]
wattle release --new-key FILE

Signs a built app, so that the browsers of a community that names this key take it as an update. DIR is the folder of
the build; default dist/app. What is signed is a list of all its files with their hashes; it is written beside them.

  --key FILE       the release key
  --new-key FILE   make one; prints its public half, which genesis or a vote of the community names
  --sequence N     an update has a higher one than the release before; default is the seconds since 1970
  --version TEXT   for people; default is what the build says

A build that is signed already and unchanged keeps what it says and gets one signature more: so one build can serve
several communities, each with a key of its own. The private half is worth as much as every member's trust: keep it
away from whatever serves the app.`

export async function release(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const options = readOptions(args)
  if ('fresh' in options) {
    io.out(JSON.stringify({ publicKey: toHex(makeKey(options.fresh)) }))
    return 0
  }
  const signer = signerFromSeed(readSeed(options.key))
  const signed = await signedBy(toSign(options), signer)
  putRelease(options.folder, signed)
  const { version, sequence, files } = signed.release
  io.out(
    JSON.stringify({
      ...{ version, sequence, files: files.length },
      signedBy: signed.signatures.map(({ key }) => toHex(key)),
    }),
  )
  return 0
}

interface Options {
  readonly key: string
  readonly folder: string
  readonly sequence: number | undefined
  readonly version: string | undefined
}

/** What stands beside the files where it is true of them and signed; else a new list. */
function toSign({ folder, sequence, version }: Options): SignedRelease {
  const built = releaseIn(folder)
  const files = readFiles(folder)
  if (!files.some(({ path }) => path === 'index.html'))
    throw new InputError(`${folder} is no built app: there is no index.html in it.`)
  const isSame =
    built !== undefined &&
    built.release.files.length === files.length &&
    built.release.files.every(
      ({ path, hash }, i) => path === files[i]!.path && equalBytes(hash, files[i]!.hash),
    )
  if (isSame && built.signatures.length > 0 && sequence === undefined && version === undefined) return built
  return unsigned({
    version: version ?? built?.release.version ?? '',
    sequence: sequence ?? Math.floor(Date.now() / 1000),
    timeMs: Date.now(),
    files,
  })
}

function readFiles(folder: string) {
  try {
    return filesIn(folder)
  } catch {
    throw new InputError(`There is no folder ${folder} with a built app: build it first.`)
  }
}

function makeKey(file: string): Bytes {
  const seed = new Uint8Array(randomBytes(32))
  try {
    writeFileSync(file, `${toHex(seed)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const is = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new InputError(is ? `${file} is there already, and is left as it is.` : (error as Error).message)
  }
  return signerFromSeed(seed).publicKey
}

function readSeed(file: string): Bytes {
  let said: string
  try {
    said = readFileSync(file, 'utf8')
  } catch {
    throw new InputError(`${file} cannot be read. \`wattle release --new-key ${file}\` makes a key.`)
  }
  const seed = fromHex(said.trim())
  if (seed?.length !== 32) throw new InputError(`${file} holds no release key: it is 64 hex digits.`)
  return seed
}

function readOptions(args: string[]): Options | { readonly fresh: string } {
  const text = { type: 'string' as const }
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { key: text, 'new-key': text, sequence: text, version: text },
      allowPositionals: true,
    })
    const at = (path: string) => resolve(callersFolder(), path)
    if (values['new-key'] !== undefined) {
      if (values.key !== undefined || positionals.length > 0) throw new Error('--new-key stands alone')
      return { fresh: at(values['new-key']) }
    }
    if (values.key === undefined) throw new Error('which key? --key FILE')
    if (positionals.length > 1) throw new Error('it takes one folder')
    if (values.sequence !== undefined && !/^\d{1,15}$/.test(values.sequence))
      throw new Error(`--sequence takes a whole number, and was given ${values.sequence}`)
    if (values.version !== undefined && values.version.length > 40)
      throw new Error('--version takes 40 characters at most')
    return {
      key: at(values.key),
      folder: positionals[0] === undefined ? resolve('dist/app') : at(positionals[0]),
      sequence: values.sequence === undefined ? undefined : Number(values.sequence),
      version: values.version,
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; \`wattle release --help\` says what it takes`)
  }
}
