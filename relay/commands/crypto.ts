// `wattle crypto verify`: what the native and the portable back-end say of each signature.
import { type Bytes, fromHex } from '../../src/bytes/bytes.ts'
import { platformKeepsRule } from '../../src/crypto/native.ts'
import { type Signed, verifyInPlainCode, verifyNatively } from '../../src/crypto/verify.ts'
import { InputError, type Io, UsageError } from './io.ts'
import { type JsonRecord, readRecords } from './records.ts'

const HELP = `wattle crypto verify [FILE]

Checks Ed25519 signatures under the one rule of the ledger, by the platform's own code and by the portable one.

Reads FILE, or standard input for - or none: JSON lines, or one JSON array, of
  {"pub_key":"<hex>","message":"<hex>","signature":"<hex>"}
Further fields are passed over. Writes for each
  {"index":0,"native":true,"portable":true}
and nothing at all where a part of the input cannot be read; native is null on a platform without Ed25519.`

export async function crypto(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const [command, ...files] = args
  if (command !== 'verify')
    throw new UsageError(
      command === undefined
        ? 'crypto what? There is: verify'
        : `crypto has no command ${command}; there is: verify`,
    )
  const option = files.find(file => file.startsWith('-') && file !== '-')
  if (option !== undefined) throw new UsageError(`crypto verify has no option ${option}`)
  if (files.length > 1) throw new UsageError('crypto verify reads one file')
  await verify(files[0], io)
  return 0
}

async function verify(file: string | undefined, io: Io): Promise<void> {
  const items = readRecords(await io.read(file)).map(toSigned)
  const isNative = items.length > 0 && (await platformKeepsRule())
  const native = isNative ? await verifyNatively(items) : undefined
  const portable = await verifyInPlainCode(items)
  if (items.length > 0 && !isNative)
    io.err('This platform has no Ed25519 that keeps to the rule: native is null.')
  portable.forEach((verdict, index) => {
    io.out(JSON.stringify({ index, native: native?.[index] ?? null, portable: verdict }))
  })
}

function toSigned(record: JsonRecord): Signed {
  return {
    publicKey: hexField(record, 'pub_key'),
    message: hexField(record, 'message'),
    signature: hexField(record, 'signature'),
  }
}

function hexField({ place, value }: JsonRecord, name: string): Bytes {
  const text = value[name]
  if (text === undefined) throw new InputError(`${place}: ${name} is missing`)
  const bytes = typeof text === 'string' ? fromHex(text) : undefined
  if (bytes === undefined)
    throw new InputError(
      `${place}: ${name} is not hexadecimal, an even number of the digits 0-9 and a-f in quotes`,
    )
  return bytes
}
