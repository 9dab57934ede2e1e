// What can be voted on: the next version of the rules, or new parameters of one module.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, type Codec, integer, oneOf, text, uint } from '../../bytes/codec.ts'
import { MAX_NAME_BYTES } from '../../chain/limits.ts'

/** With the rest of the proposal they fit a transaction. */
export const MAX_PROPOSED_BYTES = 1900

export type Change =
  | {
      readonly kind: 'version'
      readonly version: number
      /** The height from which on it is in force, or a later one where that comes too soon. */
      readonly height: number
    }
  | {
      readonly kind: 'parameters'
      readonly module: string
      /** The canonical form of that module's parameters. */
      readonly params: Bytes
    }

const kind = oneOf('version', 'parameters')
const version = integer(1, 0xffff)
const module = text(MAX_NAME_BYTES)
const params = bytes(0, MAX_PROPOSED_BYTES)

/** CBOR's major type of arrays: a change is one of three, its kind first. */
const ARRAY = 4

export const changeCodec: Codec<Change> = {
  form: `[“version”, version: ${version.form}, height: ${uint.form}] or [“parameters”, module: ${module.form}, params: ${params.form}]`,
  write(writer, change) {
    writer.head(ARRAY, 3)
    kind.write(writer, change.kind)
    if (change.kind === 'version') {
      version.write(writer, change.version)
      uint.write(writer, change.height)
    } else {
      module.write(writer, change.module)
      params.write(writer, change.params)
    }
  },
  read(reader) {
    reader.bounded(ARRAY, 3, 3)
    const read = kind.read(reader)
    return read === 'version'
      ? { kind: read, version: version.read(reader), height: uint.read(reader) }
      : { kind: read, module: module.read(reader), params: params.read(reader) }
  },
}
