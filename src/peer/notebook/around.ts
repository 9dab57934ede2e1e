// What a running notebook has around it.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Signer } from '../../crypto/signer.ts'
import type { Platform } from '../core/platform.ts'
import type { Disk } from '../storage/disk.ts'
import type { ReadFinal } from './whose.ts'

export interface Around {
  /** The genesis hash. */
  readonly community: Bytes
  readonly device: Signer
  readonly disk: Disk
  readonly platform: Platform
  /** The community's time, in milliseconds since 1970. */
  unixMs(): number
  readonly read: ReadFinal
  isLight(): boolean
  verify(items: readonly Signed[], then: (verdicts: readonly boolean[]) => void): void
  send(neighbour: string, bytes: Bytes): void
  blame(neighbour: string, code: string): void
  /** Somebody looks at it. */
  isWatched(): boolean
  changed(): void
}
