// Argon2id, in WebAssembly: plain code would take several times as long for its owner, and no longer for who guesses.
import { argon2id } from 'hash-wasm'
import type { Bytes } from '../../bytes/bytes.ts'
import type { Cost } from './cost.ts'

export const SALT_BYTES = 16

/** The key that a passphrase gives. It keeps its thread busy until it is done. */
export const stretched = (passphrase: string, salt: Bytes, cost: Cost): Promise<Bytes> =>
  argon2id({
    // One spelling of what looks the same; a phone's keyboard adds a space behind a word.
    ...{ password: passphrase.normalize('NFKC').trim(), salt, hashLength: 32, outputType: 'binary' },
    ...{ memorySize: cost.memoryKiB, iterations: cost.passes, parallelism: cost.lanes },
  })
